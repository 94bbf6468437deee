import type { Learned } from "../../core/learned.ts";
import type { Explanation, GateCheck } from "../../core/plan/plan.ts";
import type { Candidate } from "./candidate.ts";

/** What earlier runs say of a command: it passed here, nothing that counts, or that it is no use. */
export type GateStanding = "fit" | "unknown" | "unfit";

/** Runs in which a command failed and never passed, before it is unfit, if it never passed in any other. */
const RUNS_WITHOUT_PASS = 3;

/** Runs in which a command failed and was amended away, before it is unfit, if they are more than half of its runs. */
const RUNS_REPLACED = 2;

type Record = NonNullable<Learned["gates"]>[number];

/**
 * What counts is proven verdicts alone. Unfit is a command that never passed and failed in at least 3 runs, or one that was
 * amended away after it failed in at least 2 runs and more than half of all; any other that ever passed is fit.
 */
export function gateStanding(record: Record): GateStanding {
	const { passed, failed, unpassedRuns = failed, replacedRuns = 0 } = record;
	const { runs = passed + failed } = record;
	if (passed === 0 && unpassedRuns >= RUNS_WITHOUT_PASS) return "unfit";
	if (replacedRuns >= RUNS_REPLACED && replacedRuns * 2 > runs) return "unfit";
	return passed > 0 ? "fit" : "unknown";
}

/** The standing of a command; `unknown` where no run had it. */
export function commandStanding(
	command: string,
	learned: Learned,
): GateStanding {
	const record = recordOf(command, learned);
	return record === undefined ? "unknown" : gateStanding(record);
}

/** What earlier runs had to do with a choice, beside the choice that the rules alone had made. */
export function choiceLines(
	chosen: readonly Candidate[],
	byRule: readonly Candidate[],
	learned: Learned,
): readonly Explanation[] {
	const commands = chosen.map(({ command }) => command);
	const left = byRule
		.map(({ command }) => command)
		.filter((command) => !commands.includes(command));
	const taken = commands.filter(
		(command) => !byRule.some((other) => other.command === command),
	);
	const instead = left.map((command): Explanation => {
		const why = recordOf(command, learned);
		const better = taken.find(
			(other) => commandStanding(other, learned) === "fit",
		);
		return lesson(
			`${taken.map(quoted).join(" and ") || "nothing"} instead of ${quoted(command)}: ${why === undefined ? "that one was never run here" : `${quoted(command)} ${said(why)}`}${better === undefined ? "" : `; ${quoted(better)} ${said(recordOf(better, learned))}`}`,
		);
	});
	const same = commands.filter((command) => !taken.includes(command));
	return [...instead, ...recordLines(same, learned)];
}

/** The records of commands that stand whatever their records are. */
export function recordLines(
	commands: readonly string[],
	learned: Learned,
): readonly Explanation[] {
	return commands.flatMap((command) => {
		const record = recordOf(command, learned);
		return record === undefined
			? []
			: [
					lesson(
						`${quoted(command)} ${said(record)}: ${VERDICTS[gateStanding(record)]}`,
					),
				];
	});
}

const VERDICTS: Readonly<{ [standing in GateStanding]: string }> = {
	fit: "it stays",
	unknown: `too little to go by, it counts from ${RUNS_WITHOUT_PASS} runs on`,
	unfit: "it stays only because nothing else here proves as much; look at it",
};

/** How the checks of a gate did. One that never succeeded stays as well: leaving a check out is a person's decision. */
export function checkLines(
	checks: readonly GateCheck[],
	{ checks: known = [] }: Learned,
): readonly Explanation[] {
	return checks.flatMap(({ name, app }) => {
		const record = known.find((one) => one.name === name && one.app === app);
		if (record === undefined) return [];
		const { passed, unpassedRuns } = record;
		const isStale = passed === 0 && unpassedRuns >= RUNS_WITHOUT_PASS;
		return [
			lesson(
				`the check ${name} (${app}) ${counts(record)} in earlier runs${isStale ? `, ${unpassedRuns} of them: look at it, or amend the gate` : ""}`,
			),
		];
	});
}

function said(record: Record | undefined): string {
	if (record === undefined) return "was never run here";
	const { runs, replacedRuns = 0 } = record;
	const where =
		runs === undefined
			? "in earlier runs"
			: `in ${runs} earlier ${runs === 1 ? "run" : "runs"}`;
	const away =
		replacedRuns === 0
			? ""
			: `, and was amended away after failing in ${replacedRuns}`;
	return `${counts(record)} ${where}${away}`;
}

function counts({ passed, failed }: Pick<Record, "passed" | "failed">): string {
	if (failed === 0) return `passed ${times(passed)} and never failed`;
	return passed === 0
		? `failed ${times(failed)} and never passed`
		: `passed ${times(passed)} and failed ${times(failed)}`;
}

function times(count: number): string {
	return count === 1 ? "once" : `${count} times`;
}

function quoted(command: string): string {
	return `\`${command}\``;
}

function lesson(evidence: string): Explanation {
	return { rule: "learned", evidence };
}

function recordOf(command: string, { gates }: Learned): Record | undefined {
	return gates?.find((gate) => gate.command === command);
}
