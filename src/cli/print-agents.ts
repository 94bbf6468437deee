import type { AgentFigures } from "../core/dashboard-agents.ts";
import { amountText, durationText, shareText } from "./amounts.ts";
import { andMore, type Look, markOf, shown } from "./page.ts";
import { filled, fitted, widthOf } from "./text-width.ts";

const MAX_AGENTS = 10;

/** Cells of the columns behind the name; the last three only where the page has room for them. */
const NARROW = [
	["steps", 6],
	["first", 6],
	["time", 8],
	["tokens", 7],
] as const;
const WIDE = [
	["failed", 7],
	["lost", 5],
	["holds", 6],
] as const;

/** One line for each agent under the names of the columns. `first` is the share of its steps that took one attempt. */
export function printAgents(
	agents: readonly AgentFigures[],
	look: Look,
): readonly string[] {
	if (agents.length === 0) return [];
	const columns = look.width >= 64 ? [...NARROW, ...WIDE] : NARROW;
	const taken = columns.reduce((sum, [, cells]) => sum + cells, 2);
	const rows = agents.slice(0, MAX_AGENTS);
	const longest = Math.max(
		5,
		...rows.map(({ agent }) => widthOf(shown(agent, look))),
	);
	const cells = Math.max(1, Math.min(longest, look.width - taken));
	const line = (name: string, values: readonly string[]) =>
		`  ${filled(fitted(shown(name, look), cells, markOf(look)), cells)}${columns
			.map(([, width], index) => filled(values[index] ?? "", width, "right"))
			.join("")}`;
	const names = columns.map(([name]) => name);
	return [
		look.style.dim(line("agent", names)),
		...rows.map((one) => line(one.agent, valuesOf(one))),
		...andMore(agents.length - MAX_AGENTS, look),
	];
}

/** In the order of the columns. */
function valuesOf(one: AgentFigures): readonly string[] {
	return [
		amountText(one.steps),
		shareText(one.first_pass, one.steps),
		durationText(one.worked_ms),
		amountText(one.tokens),
		amountText(one.failed),
		amountText(one.expired),
		amountText(one.holds),
	];
}
