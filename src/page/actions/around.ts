import { computed } from "@preact/signals";
import { type Status, tableOf } from "../../core/status.ts";
import { board } from "../state/board.ts";
import { speaker } from "../state/session.ts";
import { ownRole, verbFacts } from "./verb-facts.ts";
import type { Circumstances } from "./ways.ts";

/** What decides now where cards can go: who speaks with which role, the board's own moves, and which columns are full. */
export const around = computed((): Circumstances => {
	const now = board.value;
	const isShown = now !== undefined && "columns" in now;
	const columns = isShown ? now.columns : [];
	const own = ownRole.value;
	return {
		speaker: own?.agent ?? speaker.value,
		role: own?.role,
		needed: needed.value,
		table: tableOf(isShown ? now : undefined),
		full: new Set(
			columns
				.filter(({ count, limit }) => limit !== undefined && count >= limit)
				.map(({ status }): Status => status),
		),
	};
});

const needed = computed(() =>
	verbFacts.value === undefined
		? undefined
		: Object.fromEntries(verbFacts.value.map(({ name, role }) => [name, role])),
);
