import type { Learned } from "../../core/learned.ts";
import {
	DEFAULT_GATE_TIMEOUT,
	type Explanation,
	type Gate,
} from "../../core/plan/plan.ts";
import type { WorkKind } from "../kind-words.ts";
import type { GatesConfig } from "../request.ts";
import type { Stack } from "../stacks.ts";
import type { Survey } from "../survey.ts";
import { buildGates } from "./build-gates.ts";
import { allOf, type Candidate } from "./candidate.ts";
import { checksGate } from "./checks-gate.ts";
import { checkLines, choiceLines, recordLines } from "./gate-record.ts";
import { isWorkspace, nodeGates } from "./node-gates.ts";
import { pythonGates } from "./python-gates.ts";
import { gatesFor } from "./rank-gates.ts";
import { targetGates } from "./target-gates.ts";
import { isVacuous } from "./vacuous.ts";
import type { Job } from "./workflow.ts";
import { workflowGates, workflowJobs } from "./workflow-gates.ts";

/** What is known of the project when a gate is chosen. */
export interface GateProject {
	readonly survey: Survey;
	readonly texts: ReadonlyMap<string, string>;
	readonly config: GatesConfig;
	readonly learned: Learned;
	readonly isGitHub: boolean;
	/** The stacks of the whole repository. */
	readonly stacks: readonly Stack[];
	/** True when the text names no folder: then a workspace is proven as a whole. */
	readonly isPlaceless: boolean;
}

/** A phase's gate, or none; `byHand` is the command that a person has to answer for, where checks are needed and none exist. */
export interface GateChoice {
	readonly gate?: Gate;
	readonly byHand?: string;
	readonly explanation: readonly Explanation[];
}

/** The gate behind work of a kind on some stacks: the config's, else the project's own, else none. Never one that proves nothing. */
export function chooseGate(
	project: GateProject,
	kind: WorkKind,
	stacks: readonly Stack[],
): GateChoice {
	const jobs = workflowJobs(project.survey, project.texts);
	const byCommand = commandGate(project, kind, { stacks, jobs });
	if (!project.isGitHub) return byCommand;
	const checks = checksGate(project.config.checks ?? {}, jobs);
	if (checks.gate !== undefined)
		return {
			...checks,
			explanation: [
				...checks.explanation,
				...checkLines(checks.gate.checks ?? [], project.learned),
			],
		};
	const { gate } = byCommand;
	if (gate?.command === undefined)
		return { explanation: [...checks.explanation, ...byCommand.explanation] };
	return {
		byHand: gate.command,
		explanation: [
			...checks.explanation,
			{
				rule: "gate",
				evidence: `\`${gate.command}\` is a command without a check that reports it, so the phase asks for an approval instead`,
			},
		],
	};
}

interface Scope {
	readonly stacks: readonly Stack[];
	readonly jobs: readonly Job[];
}

function commandGate(
	project: GateProject,
	kind: WorkKind,
	scope: Scope,
): GateChoice {
	const configured = configuredGate(project.config.commands ?? {}, kind);
	if (configured.gate !== undefined)
		return withRecord(configured, project.learned);
	const all = candidatesOf(project, scope);
	const prefersRoot = project.isPlaceless && isWorkspace(project);
	const gates = gatesFor(scope.stacks, all, {
		...{ kind, prefersRoot, learned: project.learned },
	});
	if (gates.length === 0)
		return {
			explanation: [
				...configured.explanation,
				{
					rule: "gate",
					evidence:
						"none: no test, check or build command was found in the project (scripts, Makefile, workflows, build files), so no phase has a gate",
				},
			],
		};
	return {
		gate: {
			name: gates.every(({ proof }) => proof === gates[0]?.proof)
				? (gates[0]?.proof ?? "test")
				: "check",
			command: allOf(gates.map(({ command }) => command)),
			timeout: DEFAULT_GATE_TIMEOUT,
		},
		explanation: [
			...configured.explanation,
			...gates.map(({ command, source }) => ({
				rule: "gate",
				evidence: `\`${command}\`: ${source}`,
			})),
			...choiceLines(
				gates,
				gatesFor(scope.stacks, all, { kind, prefersRoot, learned: {} }),
				project.learned,
			),
		],
	};
}

/** A choice that no record can change, with the record of its command. */
function withRecord(choice: GateChoice, learned: Learned): GateChoice {
	const command = choice.gate?.command;
	return command === undefined
		? choice
		: {
				...choice,
				explanation: [
					...choice.explanation,
					...recordLines([command], learned),
				],
			};
}

function configuredGate(
	commands: Readonly<Record<string, string>>,
	kind: WorkKind,
): GateChoice {
	const explanation: Explanation[] = [];
	const real = Object.entries(commands).filter(([name, command]) => {
		const counts = !isVacuous(command);
		if (!counts)
			explanation.push({
				rule: "warning",
				evidence: `the config's gate ${name} ends well whatever happens, so it is left out`,
			});
		return counts;
	});
	const docs = real.filter(([name]) => name === "docs");
	const used =
		kind === "docs" && docs.length > 0
			? docs
			: real.filter(([name]) => name !== "docs").slice(0, 5);
	if (used.length === 0) return { explanation };
	return {
		gate: {
			name: used.length === 1 ? (used[0]?.[0] ?? "check") : "check",
			command: allOf(used.map(([, command]) => command)),
			timeout: DEFAULT_GATE_TIMEOUT,
		},
		explanation: [
			...explanation,
			...used.map(([name, command]) => ({
				rule: "gate",
				evidence: `\`${command}\`: ${name} in the board's config`,
			})),
		],
	};
}

function candidatesOf(
	project: GateProject,
	{ stacks, jobs }: Scope,
): readonly Candidate[] {
	const { survey, texts } = project;
	const roots = isWorkspace(project)
		? project.stacks.filter(
				(stack) => stack.path === "." && !stacks.includes(stack),
			)
		: [];
	const node = [...stacks, ...roots].filter(({ language }) =>
		["javascript", "typescript"].includes(language),
	);
	const own = stacks.flatMap((stack) => [
		...(stack.language === "python" ? pythonGates(stack, survey, texts) : []),
		...buildGates(stack, survey, texts),
	]);
	return [
		...node.flatMap((stack) => nodeGates(stack, survey, texts)),
		...own,
		...targetGates(survey, texts),
		...workflowGates(jobs, survey, texts),
	].filter(({ command }) => !isVacuous(command));
}
