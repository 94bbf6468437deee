import type { Usage, UsageRow } from "../core/usage.ts";
import { amountText, costText, counted } from "./amounts.ts";
import { bar } from "./charts.ts";
import {
	andMore,
	type Look,
	markOf,
	paragraph,
	section,
	shown,
	titled,
} from "./page.ts";
import { filled, fitted, widthOf } from "./text-width.ts";

/** Rows of a list that are shown; `--json` has them all. */
const MAX_ROWS = 10;
const BAR_CELLS = 10;
const AMOUNT_CELLS = 6;

/** Tokens by task, agent, role and model as text, each line at most as wide as the page. */
export function printUsage(usage: Usage, look: Look): string {
	const { tokens, attempts, told, of_no_step } = usage;
	if (attempts === 0 && tokens === 0)
		return [
			...titled("No usage yet.", look),
			...paragraph(
				"Tokens are counted from what `baton execute record --tokens` tells.",
				look,
			),
		].join("\n");
	return [
		...titled(`Usage: ${amountText(tokens)} tokens`, look),
		...paragraph(
			`told by ${told} of ${counted(attempts, "attempt")}${told < attempts ? ": the rest is not known" : ""}`,
			look,
		),
		...(of_no_step === 0
			? []
			: paragraph(
					`${amountText(of_no_step)} of them told of a task as a whole`,
					look,
				)),
		...section("By task", rowLines(usage.by_task, look), look),
		...section("By agent", rowLines(usage.by_agent, look), look),
		...section("By role", rowLines(usage.by_role, look), look),
		...section("By model, as planned", rowLines(usage.by_model, look), look),
	].join("\n");
}

function rowLines(rows: readonly UsageRow[], look: Look): readonly string[] {
	const first = rows.slice(0, MAX_ROWS);
	const max = Math.max(1, ...first.map(({ tokens }) => tokens));
	const longest = Math.max(
		...[1, ...first.map(({ name }) => widthOf(shown(name, look)))],
	);
	const cells = Math.min(longest, look.width - BAR_CELLS - AMOUNT_CELLS - 4);
	const mark = markOf(look);
	return [
		...first.flatMap((row) => {
			const name = fitted(shown(row.name, look), cells, mark);
			const chart = bar(row.tokens / max, {
				width: BAR_CELLS,
				ascii: look.ascii,
			});
			const amount = filled(amountText(row.tokens), AMOUNT_CELLS, "right");
			const line = `  ${filled(name, cells)} ${look.style.green(chart)} ${amount}`;
			const more = moreOf(row);
			const isRoom =
				cells + BAR_CELLS + AMOUNT_CELLS + 6 + more.length <= look.width;
			if (more === "") return [line];
			return isRoom
				? [`${line}  ${look.style.dim(more)}`]
				: [line, ...paragraph(more, look, { indent: 4 }).map(look.style.dim)];
		}),
		...andMore(rows.length - MAX_ROWS, look),
	];
}

/** What is to be said of a row beside its tokens. */
function moreOf({ attempts, told, cost_usd }: UsageRow): string {
	return [
		...(cost_usd === undefined ? [] : [costText(cost_usd)]),
		...(told < attempts ? [`told by ${told} of ${attempts}`] : []),
	].join(", ");
}
