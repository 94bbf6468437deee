import type { Json, JsonObject } from "../../core/errors.ts";
import { type Instant, toMs } from "../../core/instant.ts";
import { durationText } from "../amounts.ts";
import { type Look, shown } from "../page.ts";
import type { Cell } from "./cells.ts";

/** What of a task is drawn; as the verb `board` answers it. */
export type BoardCard = JsonObject;

/** How urgent a task is, in two cells. */
export function priorityMark({ priority }: BoardCard): Cell {
	switch (priority) {
		case "urgent":
			return { text: "!!", paint: "red" };
		case "high":
			return { text: "! ", paint: "yellow" };
		case "low":
			return { text: "- ", paint: "dim" };
		default:
			return { text: "  " };
	}
}

/** Everything about a task but its title, the most worth first. */
export function factsOn(
	card: BoardCard,
	{ now, look }: { readonly now: Instant; readonly look: Look },
): readonly Cell[] {
	return [
		...holder(card, now),
		...steps(card),
		...gate(card),
		...subtasks(card),
		...waits(card),
		...held(card, look),
		...tries(card, now),
		...due(card),
		...assignee(card),
	];
}

type Facts = readonly Cell[];

function holder({ held_by, until }: BoardCard, now: Instant): Facts {
	if (typeof held_by !== "string" || typeof until !== "string") return [];
	const leftMs = toMs(until) - toMs(now);
	return leftMs > 0
		? [{ text: `${held_by} ${shortTime(leftMs)}`, paint: "green" }]
		: [{ text: `${held_by} ended ${shortTime(-leftMs)} ago`, paint: "red" }];
}

function steps({ plan }: BoardCard): Facts {
	if (plan === undefined) return [];
	const { steps: all, done, out, next } = plan as JsonObject;
	const busy = Number(out) > 0 ? ` (${Number(out)} out)` : "";
	return [
		{ text: `${Number(done)}/${Number(all)} steps${busy}` },
		...(next === "APPROVAL"
			? [{ text: "approval pending", paint: "yellow" } as const]
			: []),
		...(next === "FAILED"
			? [{ text: "run failed", paint: "red" } as const]
			: []),
	];
}

const GATE_PAINT = { passed: "green", failed: "red" } as const;

function gate({ gate: state }: BoardCard): Facts {
	if (typeof state !== "string") return [];
	const paint = GATE_PAINT[state as keyof typeof GATE_PAINT] ?? "yellow";
	return [{ text: `gate ${state}`, paint }];
}

function subtasks({ subtasks: of }: BoardCard): Facts {
	if (of === undefined) return [];
	const { count, open } = of as JsonObject;
	const ended = Number(count) - Number(open);
	return [{ text: `${ended}/${Number(count)} subtasks` }];
}

/** How many of the tasks that are waited for are named. */
const NAMED = 3;

function waits({ waits: count, waits_for }: BoardCard): Facts {
	if (typeof count !== "number" || !Array.isArray(waits_for)) return [];
	const named = (waits_for as readonly JsonObject[]).slice(0, NAMED);
	const keys = named.map(({ key }) => String(key)).join(", ");
	const more = count > named.length ? ` +${count - named.length}` : "";
	return [{ text: `waits for ${keys}${more}`, paint: "dim" }];
}

function held({ held: reason }: BoardCard, look: Look): Facts {
	return typeof reason === "string"
		? [{ text: `held: ${shown(reason, look)}`, paint: "yellow" }]
		: [];
}

function tries({ attempts, not_before }: BoardCard, now: Instant): Facts {
	const again =
		typeof not_before === "string" && not_before > now
			? `again in ${shortTime(toMs(not_before) - toMs(now))}`
			: undefined;
	const tried =
		typeof attempts === "number" ? `failed ${attempts}x` : undefined;
	const text = [tried, again].filter((one) => one !== undefined).join(", ");
	return text === "" ? [] : [{ text, paint: "yellow" }];
}

function due({ due: day, overdue }: BoardCard): Facts {
	if (typeof day !== "string") return [];
	return [{ text: `due ${day}`, paint: overdue === true ? "red" : "dim" }];
}

function assignee({ assignee: who, held_by }: BoardCard): Facts {
	return typeof who === "string" && who !== held_by
		? [{ text: `for ${who}`, paint: "dim" }]
		: [];
}

/** The larger unit of a time: `47s`, `4m`, `3h`. */
function shortTime(ms: number): string {
	return durationText(ms).split(" ")[0] ?? "";
}

/** A field of a card as one line of text. */
export function textOf(value: Json | undefined, look: Look): string {
	return shown(String(value ?? ""), look);
}
