import { board } from "../state/board.ts";

/** Says that a task is set apart, why, and what brings it back. */
export function QuarantineNotice({
	taskKey,
	reason,
	isUnknown = false,
}: {
	taskKey: string;
	reason: string;
	/** No good version of it is known. */
	isUnknown?: boolean;
}) {
	const now = board.value;
	const path =
		now !== undefined && "quarantined" in now
			? now.quarantined.find(({ key }) => key === taskKey)?.path
			: undefined;
	return (
		<section class="panel task-notice bad" aria-labelledby="set-apart">
			<h2 id="set-apart">⚠ Quarantined: its files cannot be read</h2>
			<p>{reason}</p>
			<p>
				{isUnknown
					? "No version of it is known that could be shown."
					: "What stands below is its last good version."}{" "}
				Nothing is written to the task meanwhile, and nothing of it is lost.
			</p>
			<p class="quiet">
				To bring it back, mend {path === undefined ? "its files" : null}
				{path === undefined ? null : <code>{path}</code>} on the board’s branch
				and push: <code>git log</code> there has every earlier version. The verb{" "}
				<code>doctor</code> tells what is wrong on the whole board.
			</p>
		</section>
	);
}
