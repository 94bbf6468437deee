import { type Refusal, refuse } from "../core/errors.ts";
import type { Tool } from "./tool.ts";

/** Sets of tools by what a caller does; each tool is in one at least. */
export const TOOL_SETS = ["worker", "planner", "execute", "admin"] as const;
export type ToolSet = (typeof TOOL_SETS)[number];

const EVERYTHING = "all";

/** The sets that are asked for by names with commas between them; the worker's unless any is. Unknown names are refused. */
export function toolSetsOf(
	asked: string | undefined,
): readonly ToolSet[] | Refusal {
	const names = (asked ?? "")
		.split(",")
		.map((name) => name.trim().toLowerCase())
		.filter((name) => name !== "");
	if (names.length === 0) return ["worker"];
	const unknown = names.filter(
		(name) => name !== EVERYTHING && !isToolSet(name),
	);
	if (unknown.length > 0)
		return refuse(
			"VALIDATION",
			`There is no set of tools ${unknown.map((name) => JSON.stringify(name.slice(0, 40))).join(", ")}.`,
			`Choose from ${[...TOOL_SETS, EVERYTHING].join(", ")}; several with commas between them.`,
			{ field: "tools", unknown, sets: [...TOOL_SETS, EVERYTHING] },
		);
	return names.includes(EVERYTHING) ? TOOL_SETS : names.filter(isToolSet);
}

/** The tools of some sets, in the order of the table. */
export function toolsOf(
	sets: readonly ToolSet[],
	tools: readonly Tool[],
): readonly Tool[] {
	return tools.filter((tool) => tool.sets.some((set) => sets.includes(set)));
}

function isToolSet(name: string): name is ToolSet {
	return (TOOL_SETS as readonly string[]).includes(name);
}
