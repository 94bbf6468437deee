import { NO_CODE } from "./gate.ts";
import { STATUSES, type Status } from "./status.ts";
import { PRIORITIES, type Priority } from "./task.ts";

/** The label that puts an issue on the board. */
export const BOARD_LABEL = "baton";

/** What a label of ours says. GitHub holds labels that differ only in case for the same. */
export type LabelMeaning =
	| { readonly kind: "board" }
	| { readonly kind: "no-code" }
	| { readonly kind: "status"; readonly status: Status }
	| { readonly kind: "priority"; readonly priority: Priority }
	| { readonly kind: "capability"; readonly capability: string };

/** What a label says, or undefined for one that is none of ours. */
export function meaningOf(label: string): LabelMeaning | undefined {
	const name = label.toLowerCase();
	if (name === BOARD_LABEL) return { kind: "board" };
	if (name === NO_CODE) return { kind: "no-code" };
	const status = STATUSES.find((one) => name === `baton:${one}`);
	if (status !== undefined) return { kind: "status", status };
	const priority = PRIORITIES.find((one) => name === `priority:${one}`);
	if (priority !== undefined) return { kind: "priority", priority };
	const capability = /^needs:([a-z0-9][a-z0-9+.#_-]{0,49})$/.exec(name)?.[1];
	return capability === undefined
		? undefined
		: { kind: "capability", capability };
}
