import { useState } from "preact/hooks";
import type { Baton } from "../../core/baton.ts";
import { type Place, pathOf } from "../state/place.ts";
import { When } from "../ui/when.tsx";
import { batonDiff, type FieldChange, titleOf } from "./baton-diff.ts";
import { DiffLines } from "./diff-lines.tsx";
import type { PatchTold } from "./told.ts";
import { Who } from "./who.tsx";

/** One patch of the baton: by whom and when, and what it removed and added. */
export function PatchView({
	place,
	taskKey,
	patch,
	before,
	isNewest,
}: {
	place: Place;
	taskKey: string;
	patch: PatchTold;
	/** The baton right before; absent while nobody knows. */
	before: Baton | undefined;
	isNewest: boolean;
}) {
	// Whoever opened or closed a patch finds it so when a newer one comes.
	const [isOpenAtFirst] = useState(isNewest);
	const { commit, at, stage } = patch;
	const changes = batonDiff(before, patch.baton, patch.patch);
	return (
		<details class="task-patch" open={isOpenAtFirst}>
			<summary>
				<span class="badge info">{stage}</span>
				<span>
					<Who agent={patch.agent} actor={patch.actor} /> <When at={at} />
				</span>
				<span class="quiet task-sums">
					{changes.length === 0
						? "changed nothing"
						: changes.map(inShort).join(" · ")}
				</span>
			</summary>
			{changes.map((change) => (
				<section key={change.field} class={`task-change ${change.field}`}>
					<h4>
						{titleOf(change.field)}
						{change.field === "decision_log" ? (
							<span class="badge good">only ever grows</span>
						) : null}
						{change.isPatched ? null : (
							<span class="badge">by an edit in between</span>
						)}
					</h4>
					<DiffLines lines={change.lines} />
				</section>
			))}
			<p class="quiet">
				Commit <code title={commit}>{commit.slice(0, 10)}</code> ·{" "}
				<a
					href={pathOf(
						place,
						`/task/${encodeURIComponent(taskKey)}?at=${commit}`,
					)}
				>
					the whole task as of then
				</a>
			</p>
		</details>
	);
}

function inShort({ field, added, removed }: FieldChange): string {
	const sums = [
		added === 0 ? "" : `+${added}`,
		removed === 0 ? "" : `−${removed}`,
	];
	return `${titleOf(field).toLowerCase()} ${sums.filter(Boolean).join(" ")}`;
}
