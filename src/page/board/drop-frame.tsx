import type { ComponentChildren } from "preact";
import type { Status } from "../../core/status.ts";
import { waysSaid } from "../actions/action.ts";
import { dragged, drop, takesIt } from "./drag.ts";

/** A column as a place to drop cards on: it shows whether it takes the one that is dragged, and why not. */
export function DropFrame({
	status,
	children,
}: {
	status: Status;
	children: ComponentChildren;
}) {
	const ways = dragged.value?.ways.get(status);
	const isOwn = dragged.value?.card.status === status;
	const state =
		ways === undefined || isOwn ? "" : "by" in ways ? "takes" : "refuses";
	return (
		<section
			class={`column ${state}`}
			data-status={status}
			aria-labelledby={`column-${status}`}
			onDragOver={(event) => {
				if (!takesIt(status)) return;
				event.preventDefault();
				if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "move";
			}}
			onDrop={(event) => {
				event.preventDefault();
				drop(status);
			}}
		>
			{children}
			{state === "" || ways === undefined ? null : (
				<p class="drop-word">
					{"why" in ways ? ways.why : `Drop: ${waysSaid(ways.by)}.`}
				</p>
			)}
		</section>
	);
}
