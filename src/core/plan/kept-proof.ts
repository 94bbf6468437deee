import { type Refusal, refuse } from "../errors.ts";
import type { PlanChange } from "./change.ts";
import { hasBegun } from "./phase.ts";
import type { Gate, Phase, Plan } from "./plan.ts";

/** What stands behind a phase: nobody who works in it chooses by what his work is judged. */
const PROOFS = ["gate", "approval"] as const;
type Proof = (typeof PROOFS)[number];

/** As many characters of a gate's name and command, or of a reason, as the record of an amendment holds. */
const MAX_SHOWN = 80;

/** The refusal of an edit that would take away the gate or the approval of a phase that has begun, if so. */
export function proofKept(
	plan: Plan,
	phase: Phase,
	change: Extract<PlanChange, { readonly kind: "edit_phase" }>,
): Refusal | undefined {
	// Whatever else is amended, before it or with it, a phase that has begun stays so.
	if (!hasBegun(plan, phase)) return undefined;
	const taken = PROOFS.find(
		(proof) => phase[proof] !== undefined && change[proof] === null,
	);
	return taken && notTaken(phase, taken);
}

/** A gate or an approval of a phase that had begun, which is another by now or gone. */
export interface ReplacedProof {
	readonly phase: number;
	readonly proof: Proof;
	/** What it was and what it is, as a sentence without its full stop. */
	readonly line: string;
}

/** What became different between two states of a plan of what the phases that had begun are proven by, in their order. */
export function replacedProofs(old: Plan, now: Plan): readonly ReplacedProof[] {
	return old.phases
		.filter((phase) => hasBegun(old, phase))
		.flatMap((phase) => {
			const after = now.phases.find(({ id }) => id === phase.id);
			return PROOFS.filter((proof) => isGone(proof, phase, after)).map(
				(proof) => ({
					...{ phase: phase.id, proof },
					line: `replaced the ${proof} of phase ${phase.id}, which had begun: ${proofWords(phase, proof)} became ${proofWords(after, proof)}`,
				}),
			);
		});
}

function isGone(proof: Proof, old: Phase, now: Phase | undefined): boolean {
	return (
		old[proof] !== undefined &&
		JSON.stringify(old[proof]) !== JSON.stringify(now?.[proof])
	);
}

function notTaken(phase: Phase, proof: Proof): Refusal {
	return refuse(
		"GATE_FAILED",
		`Phase ${phase.id} (${phase.name}) has begun; its ${proof} is not amended away.`,
		proof === "gate"
			? "Prove it once the steps are done; a maintainer can pass it with `/override` and a reason."
			: "Once the steps are done, `/approve` says yes and `/approve result=reject` says no.",
		{ phase: phase.id, proof },
	);
}

function proofWords(phase: Phase | undefined, proof: Proof): string {
	const { gate, approval } = phase ?? {};
	if (proof === "approval")
		return approval === undefined ? "none" : `'${short(approval.reason)}'`;
	return gate === undefined
		? "none"
		: `'${short(gate.name)}' (${provenBy(gate)})`;
}

function provenBy({ command, checks, timeout }: Gate): string {
	const named = (checks ?? []).map(({ name, app }) => `${name} from ${app}`);
	const by = [...(command === undefined ? [] : [command]), ...named];
	return `${short(by.join(", "))}, within ${timeout}`;
}

function short(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	const letters = [...line];
	return letters.length > MAX_SHOWN
		? `${letters.slice(0, MAX_SHOWN).join("")}…`
		: line;
}
