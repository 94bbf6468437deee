import type { DiffLine } from "./list-diff.ts";

const SIGNS = { added: "+", removed: "−", same: "" } as const;

/** What was removed and added, each by sign and word as well as by colour; what stayed is counted. */
export function DiffLines({ lines }: { lines: readonly DiffLine[] }) {
	const changed = lines.filter(({ kind }) => kind !== "same");
	const same = lines.length - changed.length;
	return (
		<>
			<ul class="task-diff">
				{changed.map(({ kind, text }, index) => (
					<li key={`${index} ${text}`} class={kind}>
						<span class="sign" aria-hidden="true">
							{SIGNS[kind]}
						</span>
						<span class="hidden">{kind}: </span>
						{kind === "added" ? <ins>{text}</ins> : <del>{text}</del>}
					</li>
				))}
			</ul>
			{same === 0 ? null : (
				<p class="quiet task-same">
					{same === 1 ? "1 entry" : `${same} entries`} as before
				</p>
			)}
		</>
	);
}
