import { BATON_FIELDS, type Baton } from "../../core/baton.ts";
import { linesOf, titleOf } from "./baton-diff.ts";

/** The hand-off document: its goal, and each list that has entries. */
export function BatonFields({ baton }: { baton: Baton }) {
	const lists = BATON_FIELDS.filter((field) => field !== "goal");
	const empty = lists.filter((field) => linesOf(baton, field).length === 0);
	return (
		<div class="task-baton">
			<p class="task-goal">
				<span class="quiet">Goal</span> {baton.goal}
			</p>
			<div class="task-lists">
				{lists.map((field) => {
					const lines = linesOf(baton, field);
					return lines.length === 0 ? null : (
						<section key={field} class={`task-field ${field}`}>
							<h3>{titleOf(field)}</h3>
							<ul>
								{lines.map((line, index) => (
									<li key={`${index} ${line}`}>{line}</li>
								))}
							</ul>
						</section>
					);
				})}
			</div>
			{empty.length === 0 ? null : (
				<p class="quiet">
					Empty: {empty.map((field) => titleOf(field).toLowerCase()).join(", ")}
					.
				</p>
			)}
		</div>
	);
}
