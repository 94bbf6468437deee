import { useEffect, useState } from "preact/hooks";
import { usePlace } from "../shell/use-place.ts";
import { ask } from "../state/api.ts";
import { session } from "../state/session.ts";

/** Whom a task can be given to, for an input to offer: the agents that the board knows, and the people of the demo. */
export function PeopleList({ id }: { id: string }) {
	const place = usePlace();
	const [agents, setAgents] = useState<readonly string[]>([]);
	useEffect(() => {
		if (place === undefined) return;
		void ask<{ agents: readonly { name: string }[] }>(place, "agents").then(
			(answer) => {
				if (answer.ok) setAgents(answer.data.agents.map(({ name }) => name));
			},
		);
	}, []);
	const who = session.value;
	const people =
		typeof who === "object" && who.form === "embedded"
			? who.users.map(({ name }) => name)
			: [];
	return (
		<datalist id={id}>
			{[...new Set([...agents, ...people])].map((name) => (
				<option key={name} value={name} />
			))}
		</datalist>
	);
}
