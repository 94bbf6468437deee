import type { Json, JsonObject } from "../core/errors.ts";
import { BRIEF_TOKENS } from "../verbs/context.ts";
import { NAME_TOKENS, Scale } from "./brief-scale.ts";
import {
	composed,
	type Kept,
	leftOut,
	type Part,
	partsOf,
	SECTIONS,
	type Section,
} from "./brief-sections.ts";
import { cutText, type TokenCounter, tokenCounter } from "./token-count.ts";

/** What comes before all else. */
const [INSTRUCTIONS] = SECTIONS;
/** Room is taken off so often at most until the names of what is left out fit beside what is told. */
const ROUNDS = 12;
/** What the names of all that is left out come to, put in one. */
const REST_TOKENS = 30;
/** After so many items that did not fit, the rest of a list is left out unseen. */
const MISSES = 8;
/** Nobody reads less of a text than this. */
const LEAST_TOKENS = 8;

/** The data of an answer as it is told: a brief in it is held to its budget, and what was left out is named. */
export async function withinBudget(
	verb: string,
	input: JsonObject,
	data: JsonObject,
): Promise<JsonObject> {
	if (verb === "context")
		return fitBrief(data, Number(input.budget ?? BRIEF_TOKENS.default));
	const { context, ...lease } = data;
	if ((verb !== "claim" && verb !== "claim-next") || context === undefined)
		return data;
	const brief = await fitBrief(context as JsonObject, BRIEF_TOKENS.default);
	return { ...lease, context: brief };
}

/**
 * A brief whose JSON has at most `budget` tokens. What gives way is named in `left_out`, with where to read it. The hand-off
 * note stays whole unless it alone is too long; then it is cut, and says so.
 */
export async function fitBrief(
	brief: JsonObject,
	budget: number,
): Promise<JsonObject> {
	const json = JSON.stringify(brief);
	// No token is shorter than a byte, so most briefs need no counting.
	if (new TextEncoder().encode(json).length <= budget) return brief;
	const count = await tokenCounter();
	if (count(json, budget) <= budget) return brief;
	const scale = new Scale(count);
	const parts = partsOf(brief);
	for (const naming of ["each", "together"] as const) {
		let room = budget;
		for (let round = 0; round < ROUNDS && room > 0; round++) {
			const kept = chosen(parts, { room, budget, scale });
			const left = leftOut(parts, kept, (part) => scale.about(part));
			const left_out = naming === "each" ? left : [inOne(left)];
			const fitted = { ...composed(brief, parts, kept), left_out };
			const tokens = count(JSON.stringify(fitted));
			if (tokens <= budget) return fitted;
			room -= tokens - budget;
		}
	}
	return composed(brief, parts, instructionsAlone(parts, { budget, scale }));
}

interface Room {
	readonly room: number;
	readonly budget: number;
	readonly scale: Scale;
}

type Parts = ReadonlyMap<Section, readonly Part[]>;

/** What stays: each section gets its share first, then what the others did not need, in the order of their worth. */
function chosen(parts: Parts, { room, budget, scale }: Room): Kept {
	const filled = new Map<Section, Filled>();
	let left = room;
	for (const turn of ["share", "rest"] as const) {
		// Nothing is told behind an instruction or a follow-up that had to be cut.
		let isCutShort = false;
		for (const [section, own] of parts) {
			if (isCutShort) continue;
			const before = filled.get(section)?.tokens ?? 0;
			const isFirst = section.first === true || turn === "rest";
			const share = isFirst ? left : Math.floor(left / 2);
			// Instructions give way to nothing but the budget itself.
			const limit =
				section === INSTRUCTIONS ? budget - REST_TOKENS : share + before;
			const now = fill(own, limit, scale);
			filled.set(section, now);
			left -= now.tokens - before;
			isCutShort =
				section !== INSTRUCTIONS &&
				section.as === "bodies" &&
				!isWhole(own, now.kept);
		}
	}
	return withoutLoose(parts, filled);
}

function isWhole(own: readonly Part[], kept: Kept): boolean {
	return own.every((part) => kept.get(part) === part.value);
}

interface Filled {
	readonly kept: Kept;
	readonly tokens: number;
}

/** Keeps of a section what fits, in its order. */
function fill(own: readonly Part[], limit: number, scale: Scale): Filled {
	const kept = new Map<Part, Json>();
	let left = limit;
	let misses = 0;
	for (const part of own) {
		const tokens = scale.weigh(part, left);
		if (tokens <= left) {
			kept.set(part, part.value);
			left -= tokens;
			continue;
		}
		const cut = cutPart(part, left - NAME_TOKENS, scale.count);
		if (cut !== undefined) {
			kept.set(part, cut.value);
			left -= cut.tokens + NAME_TOKENS;
			break;
		}
		if (++misses >= MISSES) break;
	}
	return { kept, tokens: limit - left };
}

/** What can be said of a text or of an instruction in so many tokens, if anything. */
function cutPart(
	{ section, value }: Part,
	limit: number,
	count: TokenCounter,
): { readonly value: Json; readonly tokens: number } | undefined {
	if (section.as === "text") {
		const text = cutText(String(value), limit, count);
		return text.length < LEAST_TOKENS
			? undefined
			: { value: text, tokens: count(JSON.stringify(text)) };
	}
	if (section.as !== "bodies") return undefined;
	const item = value as JsonObject;
	const around = count(JSON.stringify({ ...item, body: "" }));
	const body = cutText(String(item.body), limit - around, count);
	if (body === "") return undefined;
	const cut = { ...item, body };
	return { value: cut, tokens: count(JSON.stringify(cut)) };
}

/** A baton without its goal is none, and its text repeats all of it or nothing. */
function withoutLoose(
	parts: Parts,
	filled: ReadonlyMap<Section, Filled>,
): Kept {
	const kept = new Map([...filled.values()].flatMap((one) => [...one.kept]));
	const baton = [...parts].filter(([{ path }]) => path[0] === "baton");
	const [goal] = baton.flatMap(([{ path }, own]) =>
		path[1] === "goal" ? own : [],
	);
	const fields = baton.flatMap(([, own]) => own);
	const hasGoal = goal !== undefined && kept.has(goal);
	if (!hasGoal) for (const part of fields) kept.delete(part);
	if (!isWhole(fields, kept))
		for (const part of kept.keys())
			if (part.section.path[0] === "baton_text") kept.delete(part);
	return kept;
}

/** For when only the instructions fit, without even the names of what else there is. */
function instructionsAlone(
	parts: Parts,
	{ budget, scale }: Omit<Room, "room">,
): Kept {
	const own = INSTRUCTIONS === undefined ? undefined : parts.get(INSTRUCTIONS);
	return fill(own ?? [], budget - NAME_TOKENS, scale).kept;
}

/** What was left out, for when there is no room to name it section by section. */
function inOne(left: readonly JsonObject[]): JsonObject {
	const sum = (field: "count" | "tokens") =>
		left.reduce((total, one) => total + Number(one[field]), 0);
	return {
		section: "all else",
		count: sum("count"),
		tokens: sum("tokens"),
		read: "/show",
	};
}
