import {
	DEFAULT_GATE_TIMEOUT,
	type Explanation,
	type Gate,
	type GateCheck,
} from "../../core/plan/plan.ts";
import type { GatesConfig } from "../request.ts";
import type { Job } from "./workflow.ts";

/** The app under which GitHub's own workflows report. */
const ACTIONS = "github-actions";
const MAX_CHECKS = 20;

/** Names of a config's gates that stand for a change as a whole. */
const USUAL = ["ci", "test", "tests", "check", "checks", "build"];

/** A gate of checks: one that the config defines, else the jobs of the workflows that run for pull requests. */
export function checksGate(
	configured: NonNullable<GatesConfig["checks"]>,
	jobs: readonly Job[],
): { readonly gate?: Gate; readonly explanation: readonly Explanation[] } {
	const names = Object.keys(configured);
	const name = USUAL.find((usual) => names.includes(usual)) ?? names[0];
	const known = name === undefined ? undefined : configured[name];
	if (name !== undefined && known !== undefined && known.checks.length > 0)
		return {
			gate: { name, checks: known.checks, timeout: known.timeout },
			explanation: [
				{
					rule: "gate",
					evidence: `${name}: a gate of the board's config, ${listed(known.checks)}`,
				},
			],
		};
	const usable = jobs.filter(({ unusable }) => unusable === undefined);
	const checks = [
		...new Set(usable.flatMap((job) => job.checks.filter(isShown))),
	]
		.sort()
		.slice(0, MAX_CHECKS)
		.map((check): GateCheck => ({ name: check, app: ACTIONS }));
	const left = jobs
		.filter(({ unusable }) => unusable !== undefined)
		.slice(0, 5)
		.map(
			({ file, checks: made, unusable }): Explanation => ({
				rule: "gate",
				evidence: `the job ${made[0] ?? "of a made-up name"} of ${file} is left out: ${unusable}`,
			}),
		);
	if (checks.length === 0)
		return {
			explanation: [
				...left,
				{
					rule: "gate",
					evidence:
						"no check: neither the config nor a workflow for pull requests names one",
				},
			],
		};
	return {
		gate: { name: "ci", checks, timeout: DEFAULT_GATE_TIMEOUT },
		explanation: [
			{
				rule: "gate",
				evidence: `${listed(checks)}: jobs of ${[...new Set(usable.map(({ file }) => file))].slice(0, 3).join(", ")}`,
			},
			...left,
		],
	};
}

/** GitHub takes no longer names. */
function isShown(name: string): boolean {
	return name.trim() !== "" && name.length <= 100;
}

function listed(checks: readonly GateCheck[]): string {
	return (
		checks
			.slice(0, 5)
			.map(({ name }) => name)
			.join(", ") + (checks.length > 5 ? " and others" : "")
	);
}
