import type { Phase, Plan, Step } from "../core/plan/plan.ts";
import { gateText } from "./print-plan.ts";
import { oneLine } from "./words.ts";

/** Steps up to which the graph shows each; a bigger plan shows its phases. */
const MAX_STEPS_SHOWN = 60;

/** The plan as a Mermaid flow chart: phases one after the other, their steps, gates and approvals, finished ones marked. */
export function planMermaid(plan: Plan): string {
	const count = plan.phases.reduce((sum, { steps }) => sum + steps.length, 0);
	const shown = count <= MAX_STEPS_SHOWN ? phaseGraph : phaseNode;
	const names = plan.phases.map(({ id }) => `p${id}`);
	return [
		"flowchart TD",
		...plan.phases.flatMap(shown),
		...(names.length > 1 ? [`  ${names.join(" --> ")}`] : []),
		"  classDef complete fill:#2da44e,color:#fff",
		"  classDef dispatched fill:#bf8700,color:#fff",
		"  classDef failed fill:#cf222e,color:#fff",
		"  classDef skipped fill:#6e7781,color:#fff",
	].join("\n");
}

function phaseNode({ id, name, steps }: Phase): readonly string[] {
	const done = steps.filter(
		({ status }) => status === "complete" || status === "skipped",
	).length;
	return [
		`  p${id}["${label(`Phase ${id} — ${name}: ${done}/${steps.length} steps`)}"]`,
	];
}

function phaseGraph({
	id,
	name,
	steps,
	gate,
	approval,
}: Phase): readonly string[] {
	const waitedFor = new Set(steps.flatMap(({ depends_on }) => depends_on));
	const ends = steps
		.filter((step) => !waitedFor.has(step.id))
		.map((step) => nodeOf(step.id));
	const inside = new Set(steps.map((step) => step.id));
	const behind = [
		...(gate === undefined
			? []
			: [{ node: `g${id}`, shape: `{{"${label(gateText(gate))}"}}` }]),
		...(approval === undefined
			? []
			: [{ node: `a${id}`, shape: `(["${label("Approval")}"])` }]),
	];
	return [
		`  subgraph p${id}["${label(`Phase ${id} — ${name}`)}"]`,
		...steps.map(
			(step) =>
				`    ${nodeOf(step.id)}["${label(`${step.id} ${step.role}`)}"]${classOf(step)}`,
		),
		...steps.flatMap((step) =>
			step.depends_on
				.filter((other) => inside.has(other))
				.map((other) => `    ${nodeOf(other)} --> ${nodeOf(step.id)}`),
		),
		...behind.map(({ node, shape }) => `    ${node}${shape}`),
		...behind.map(
			({ node }, at) =>
				`    ${at === 0 ? ends.join(" & ") : behind[at - 1]?.node} --> ${node}`,
		),
		"  end",
	];
}

function nodeOf(stepId: string): string {
	return `s${stepId.replace(/[^0-9]/g, "_")}`;
}

function classOf({ status }: Step): string {
	return status === "pending" ? "" : `:::${status}`;
}

/** A text that is a label and nothing else: every character that Mermaid could read is written as its number. */
function label(text: string): string {
	return oneLine(text, 80).replace(
		/[^\p{L}\p{N} ./_:,—-]/gu,
		(character) => `#${character.codePointAt(0)};`,
	);
}
