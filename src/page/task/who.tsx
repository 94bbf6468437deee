/** An agent, and the account behind it where that has another name. */
export function Who({
	agent,
	actor,
}: {
	agent: string | undefined;
	actor: string | undefined;
}) {
	const name = agent ?? actor;
	return (
		<span class="task-who">
			<b>{name ?? "nobody"}</b>
			{actor === undefined || actor === name ? null : (
				<span class="quiet"> ({actor})</span>
			)}
		</span>
	);
}
