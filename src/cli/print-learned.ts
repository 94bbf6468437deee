import {
	type FinishedRun,
	type Learned,
	type LearnedDocuments,
	type LearnedGate,
	type LearnedRole,
	learnedForPlanner,
} from "../core/learned.ts";
import { RUNS_THAT_COUNT } from "../planner/budget.ts";
import {
	type GateStanding,
	gateStanding,
} from "../planner/gates/gate-record.ts";
import { isOverstrained } from "../planner/models.ts";
import { amountText, counted, durationText } from "./amounts.ts";
import { andMore, type Look, paragraph, section, titled } from "./page.ts";

/** Entries of a list that are shown, the newest first; `--json` has them all. */
const MAX_ENTRIES = 20;
const MAX_RUNS = 5;

/** What finished runs taught, and what the next plan does with it. Before the first run has ended it says so. */
export function printLearned(documents: LearnedDocuments, look: Look): string {
	const { gates, roles, runs } = documents;
	if (runs.runs.length === 0)
		return [
			...titled("Nothing learned yet: no run has ended.", look),
			...paragraph(
				"Every run that ends adds what its gates, roles and tokens showed.",
				look,
			),
		].join("\n");
	const learned = learnedForPlanner(documents);
	const newestFirst = <T>(list: readonly T[]) => [...list].reverse();
	return [
		...titled(`Learned from ${counted(runs.runs.length, "run")}`, look),
		...section(
			"Gates",
			entries(newestFirst(gates.gates), look, (gate) =>
				gateLines(gate, learned, look),
			),
			look,
		),
		...section(
			"Roles",
			entries(newestFirst(roles.roles), look, (role) => roleLines(role, look)),
			look,
		),
		...section("Tokens", tokenLines(learned, look), look),
		...section(
			"Last runs",
			newestFirst(runs.runs)
				.slice(0, MAX_RUNS)
				.flatMap((run) => runLines(run, look)),
			look,
		),
	].join("\n");
}

function entries<T>(
	list: readonly T[],
	look: Look,
	linesOf: (entry: T) => readonly string[],
): readonly string[] {
	return [
		...list.slice(0, MAX_ENTRIES).flatMap(linesOf),
		...andMore(list.length - MAX_ENTRIES, look),
	];
}

const STANDINGS: Readonly<{ [standing in GateStanding]: string }> = {
	fit: "goes before others that prove as much",
	unknown: "changes nothing yet",
	unfit: "goes behind others that prove as much",
};

function gateLines(
	gate: LearnedGate,
	learned: Learned,
	look: Look,
): readonly string[] {
	const { command, check, app, runs, passed, failed } = gate;
	const said = gate.said_passed + gate.said_failed;
	const known = learned.gates?.find((one) => one.command === command);
	const parts = [
		`passed ${passed}, failed ${failed} in ${counted(runs, "run")}`,
		...(said === 0 ? [] : [`only said: ${said}`]),
		...(gate.overridden === 0 ? [] : [`overridden: ${gate.overridden}`]),
		...(gate.replaced_runs === 0
			? []
			: [`amended away after failing: ${gate.replaced_runs}`]),
		...(gate.cause === undefined ? [] : [`last failure: ${gate.cause}`]),
	];
	return [
		...paragraph(command ?? `${check} (${app})`, look, { lines: 2 }),
		...paragraph(parts.join("; "), look, { indent: 4 }),
		...(known === undefined
			? []
			: paragraph(STANDINGS[gateStanding(known)], look, { indent: 4 }).map(
					look.style.dim,
				)),
	];
}

function roleLines(role: LearnedRole, look: Look): readonly string[] {
	const { complete, failed, expired, retries, runs, model } = role;
	const isRaised = model !== undefined && isOverstrained(role);
	return [
		...paragraph(`${role.role} [${model ?? "no model"}]`, look, { lines: 1 }),
		...paragraph(
			`${complete} complete, ${failed} failed, ${expired} lost, ${counted(retries, "retry", "retries")} in ${counted(runs, "run")}`,
			look,
			{ indent: 4 },
		),
		...(isRaised
			? paragraph("failed often: the next larger model is taken", look, {
					indent: 4,
				}).map(look.style.yellow)
			: []),
	];
}

function tokenLines({ tokens = [] }: Learned, look: Look): readonly string[] {
	return tokens.flatMap(({ type, runs, median }) =>
		paragraph(
			`${type}: median ${amountText(median)} of ${counted(runs, "run")}${runs < RUNS_THAT_COUNT ? `; counts from ${RUNS_THAT_COUNT} on` : ""}`,
			look,
		),
	);
}

function runLines(run: FinishedRun, look: Look): readonly string[] {
	const { task, type, status, duration_ms, steps, tokens } = run;
	return [
		...paragraph(task, look, { lines: 1 }),
		...paragraph(
			`${type}, ${status}, ${counted(steps, "step")}, ${durationText(duration_ms)}${tokens === undefined ? "" : `, ${amountText(tokens)} tokens`}`,
			look,
			{ indent: 4 },
		),
	];
}
