import type { Tool as ListedTool } from "@modelcontextprotocol/server";
import { listedTool } from "./listed-tool.ts";
import { type ToolSet, toolsOf } from "./tool-sets.ts";
import { TOOLS } from "./tools/index.ts";

/** At most one entry for each choice of sets, on connections with a board of their own and without. */
const made = new Map<string, readonly ListedTool[]>();

/** The tools of some sets as `tools/list` tells them; made once. */
export function listedTools(
	sets: readonly ToolSet[],
	isBound: boolean,
): readonly ListedTool[] {
	const tools = toolsOf(sets, TOOLS);
	const name = `${isBound} ${[...new Set(sets)].sort().join(",")}`;
	const known = made.get(name);
	if (known !== undefined) return known;
	const listed = tools.map((tool) => listedTool(tool, isBound));
	made.set(name, listed);
	return listed;
}
