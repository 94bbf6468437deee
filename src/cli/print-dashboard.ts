import type { Dashboard, RunningRun } from "../core/dashboard.ts";
import {
	amountText,
	costText,
	counted,
	durationText,
	shareText,
} from "./amounts.ts";
import { bar, sparkline } from "./charts.ts";
import {
	andMore,
	type Look,
	markOf,
	paragraph,
	section,
	shown,
	titled,
} from "./page.ts";
import { printAgents } from "./print-agents.ts";
import { filled, fitted } from "./text-width.ts";

/** Entries of a list that are shown; `--json` has them all. */
const MAX_ENTRIES = 10;

/** The dashboard as text, each line at most as wide as the page. Before the first run it says so, and what to do. */
export function printDashboard(dashboard: Dashboard, look: Look): string {
	const { runs, gates } = dashboard;
	if (runs.total === runs.planned)
		return emptyLines(runs.planned, look).join("\n");
	const states = (["running", "completed", "cancelled", "planned"] as const)
		.filter((state) => runs[state] > 0)
		.map((state) => `${runs[state]} ${state}`);
	return [
		...titled(`Dashboard: ${counted(runs.total, "run")}`, look),
		...paragraph(states.join(", "), look),
		...section("Running now", runningLines(dashboard.running, look), look),
		...section(
			"Throughput, last 14 days",
			throughputLines(dashboard, look),
			look,
		),
		...section("Cycle time", cycleLines(dashboard), look),
		...section("Gates", gateLines(dashboard, look), look),
		...section(
			`Failed gates (${gates.failures})`,
			failedLines(dashboard, look),
			look,
		),
		...section("Retries", retryLines(dashboard, look), look),
		...section("Agents", printAgents(dashboard.agents, look), look),
		...section("Tokens by type", typeLines(dashboard, look), look),
	].join("\n");
}

function emptyLines(planned: number, look: Look): readonly string[] {
	return planned === 0
		? [
				...titled("No runs yet.", look),
				'  Plan one: baton plan "<task>"',
				"  Start it: baton execute start",
			]
		: [
				...titled(
					`No run was started yet, ${counted(planned, "plan")} waiting.`,
					look,
				),
				"  Start one: baton execute start",
			];
}

function runningLines(
	running: readonly RunningRun[],
	look: Look,
): readonly string[] {
	return [
		...running.slice(0, MAX_ENTRIES).flatMap((run) => {
			const done = bar(
				run.steps_total === 0 ? 0 : run.steps_done / run.steps_total,
				{ width: 10, ascii: look.ascii },
			);
			const out = run.out.map(({ step, agent }) => `${step} with ${agent}`);
			const phase = run.phase === undefined ? "all phases done" : run.phase;
			return [
				...paragraph(`${run.task}: ${run.summary}`, look, { lines: 2 }),
				`    ${look.style.green(done)} ${run.steps_done}/${run.steps_total} steps`,
				...paragraph(
					`for ${durationText(run.elapsed_ms)}, gates passed: ${run.gates_passed}/${run.gates_total}`,
					look,
					{ indent: 4 },
				),
				...paragraph(`phase: ${phase}`, look, { indent: 4, lines: 1 }),
				...(out.length === 0
					? []
					: paragraph(`out: ${out.join(", ")}`, look, { indent: 4, lines: 2 })),
			];
		}),
		...andMore(running.length - MAX_ENTRIES, look),
	];
}

function throughputLines(
	{ throughput }: Dashboard,
	look: Look,
): readonly string[] {
	const line = (name: "runs" | "steps") => {
		const counts = throughput.map((day) => day[name]);
		const sum = counts.reduce((total, count) => total + count, 0);
		return `  ${filled(name, 5)}  ${look.style.green(sparkline(counts, look))}  ${sum}, peak ${Math.max(0, ...counts)}`;
	};
	return [line("runs"), line("steps")];
}

function cycleLines({ cycle_time_ms: cycle }: Dashboard): readonly string[] {
	const { count, median, p90 } = cycle;
	return median === null || p90 === null
		? ["  no run was completed yet"]
		: [
				`  median  ${durationText(median)}`,
				`  p90     ${durationText(p90)}`,
				`  of ${counted(count, "completed run")}`,
			];
}

function gateLines({ gates }: Dashboard, look: Look): readonly string[] {
	const { judged, first_pass, first_pass_rate, unproven } = gates;
	if (first_pass_rate === null) return ["  no gate was judged yet"];
	const isGood = first_pass_rate >= 0.8;
	const colour = isGood ? look.style.green : look.style.yellow;
	return [
		`  ${colour(bar(first_pass_rate, { width: 10, ascii: look.ascii }))} ${shareText(first_pass, judged)} at the first try`,
		`  ${first_pass} of ${counted(judged, "gate")}`,
		...(unproven === 0
			? []
			: paragraph(
					`${counted(unproven, "verdict")} passed without proof`,
					look,
				)),
	];
}

function failedLines({ gates }: Dashboard, look: Look): readonly string[] {
	const { failed, failures } = gates;
	return [
		...failed
			.slice(0, MAX_ENTRIES)
			.flatMap(({ task, phase, gate, cause }) => [
				...paragraph(`${task}, phase ${phase}: ${gate}`, look, { lines: 1 }),
				...paragraph(cause, look, { indent: 4 }).map(look.style.red),
			]),
		...andMore(failures - MAX_ENTRIES, look),
	];
}

function retryLines({ retries }: Dashboard, look: Look): readonly string[] {
	const { steps, retried, retries: again } = retries;
	return steps === 0
		? ["  no step was tried yet"]
		: paragraph(
				`${retried} of ${counted(steps, "step")} tried again, ${counted(again, "retry", "retries")}`,
				look,
			);
}

function typeLines({ types }: Dashboard, look: Look): readonly string[] {
	const max = Math.max(1, ...types.map(({ tokens }) => tokens));
	return types.flatMap(({ type, runs, tokens, cost_usd }) => {
		const line = `${bar(tokens / max, { width: 8, ascii: look.ascii })} ${amountText(tokens)}`;
		const cost = cost_usd === undefined ? "" : `, ${costText(cost_usd)}`;
		return [
			fitted(
				`  ${filled(shown(type, look), 9)} ${line}, ${counted(runs, "run")}${cost}`,
				look.width,
				markOf(look),
			),
		];
	});
}
