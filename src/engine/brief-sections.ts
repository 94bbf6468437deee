import type { Json, JsonObject } from "../core/errors.ts";

/**
 * A section of a brief and how it gives way: a text and the bodies of what was asked are cut with a mark, of a list some
 * items go (of `newest` the first ones), anything else goes as a whole.
 */
export interface Section {
	readonly path: readonly [section: string, field?: string];
	readonly as: "text" | "bodies" | "list" | "newest" | "whole";
	/** May take all the room there is; the others at most half of it until each had its turn. */
	readonly first?: true;
	/** Where the whole of it is read. */
	readonly read: string;
}

const BATON = "/baton show";
const SHOW = "/show";
const NOTES = "/show part=notes";
const FOLLOW_UPS = "/show part=follow_ups";

/** The sections of a brief, the most worth first. */
export const SECTIONS: readonly Section[] = [
	{ path: ["instructions"], as: "bodies", first: true, read: NOTES },
	{ path: ["task"], as: "whole", first: true, read: SHOW },
	{ path: ["title"], as: "text", first: true, read: SHOW },
	{ path: ["follow_ups"], as: "bodies", first: true, read: FOLLOW_UPS },
	{ path: ["moves"], as: "whole", first: true, read: SHOW },
	{ path: ["baton", "goal"], as: "whole", first: true, read: BATON },
	{ path: ["reason"], as: "text", read: SHOW },
	{ path: ["summary"], as: "text", read: SHOW },
	{ path: ["description"], as: "text", read: "/show part=brief" },
	{ path: ["baton", "acceptance"], as: "list", read: BATON },
	{ path: ["baton", "constraints"], as: "list", read: BATON },
	{ path: ["baton", "current_state"], as: "list", read: BATON },
	{ path: ["baton", "open_questions"], as: "list", read: BATON },
	{ path: ["baton", "decision_log"], as: "newest", read: BATON },
	{ path: ["baton", "work_scope"], as: "list", read: BATON },
	{ path: ["baton", "artifacts"], as: "list", read: BATON },
	{ path: ["head"], as: "whole", read: SHOW },
	{ path: ["dependencies"], as: "list", read: SHOW },
	{ path: ["notes"], as: "list", read: NOTES },
	{ path: ["memory"], as: "list", read: "/recall" },
	{ path: ["artifacts"], as: "list", read: SHOW },
	{ path: ["subtasks"], as: "list", read: SHOW },
	{ path: ["checks"], as: "whole", read: SHOW },
	{ path: ["baton_text"], as: "whole", read: BATON },
];

/** A part of a brief that stays or goes: a whole section, or an item of a list. */
export interface Part {
	readonly section: Section;
	readonly value: Json;
	readonly json: string;
}

/** What stays of the parts, by part: the value itself, or what was left of it when it was cut. */
export type Kept = ReadonlyMap<Part, Json>;

/** The parts of a brief by section, in the order in which they are worth keeping. */
export function partsOf(
	brief: JsonObject,
): ReadonlyMap<Section, readonly Part[]> {
	const parts = new Map<Section, readonly Part[]>();
	for (const section of SECTIONS) {
		const [name, field] = section.path;
		const whole = brief[name];
		const value =
			field === undefined ? whole : (whole as JsonObject | undefined)?.[field];
		if (value === undefined) continue;
		const isOne = section.as === "text" || section.as === "whole";
		const items = isOne ? [value] : (value as readonly Json[]);
		const own = items.map((item) => ({
			section,
			value: item,
			json: JSON.stringify(item),
		}));
		parts.set(section, section.as === "newest" ? own.toReversed() : own);
	}
	return parts;
}

/** The brief of what was kept, its sections in the order of the whole one. */
export function composed(
	brief: JsonObject,
	parts: ReadonlyMap<Section, readonly Part[]>,
	kept: Kept,
): JsonObject {
	const fitted: Record<string, Json> = {};
	for (const name of Object.keys(brief))
		for (const [section, own] of parts) {
			const [first, field] = section.path;
			const value = first === name ? joined(section, own, kept) : undefined;
			if (value === undefined) continue;
			if (field === undefined) fitted[name] = value;
			else fitted[name] = { ...(fitted[name] as JsonObject), [field]: value };
		}
	return fitted;
}

function joined(
	{ as }: Section,
	own: readonly Part[],
	kept: Kept,
): Json | undefined {
	const values = own.flatMap((part) => {
		const value = kept.get(part);
		return value === undefined ? [] : [value];
	});
	if (as === "text" || as === "whole") return values[0];
	if (values.length === 0 && own.length > 0) return undefined;
	return as === "newest" ? values.toReversed() : values;
}

/**
 * What was left out, by section: how many items (one, of a text that was cut), about how many tokens, and where to read it.
 * The fields of the baton count as one section.
 */
export function leftOut(
	parts: ReadonlyMap<Section, readonly Part[]>,
	kept: Kept,
	tokensOf: (part: Part) => number,
): readonly JsonObject[] {
	const found = new Map<
		string,
		{ count: number; tokens: number; read: string }
	>();
	for (const [section, own] of parts)
		for (const part of own) {
			const value = kept.get(part);
			if (value === part.value) continue;
			const [name] = section.path;
			const before = found.get(name) ?? {
				count: 0,
				tokens: 0,
				read: section.read,
			};
			const told =
				value === undefined
					? 0
					: JSON.stringify(value).length / part.json.length;
			found.set(name, {
				count: before.count + 1,
				tokens: before.tokens + Math.ceil(tokensOf(part) * (1 - told)),
				read: before.read,
			});
		}
	return [...found].map(([section, rest]) => ({ section, ...rest }));
}
