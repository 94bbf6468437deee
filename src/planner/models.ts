import type { Learned } from "../core/learned.ts";
import type { Complexity } from "../core/plan/plan.ts";
import type { WorkKind } from "./kind-words.ts";
import { MODELS, type Model, specialistOf } from "./roster.ts";

/** What the choice of a model rests on beside the role. */
export interface ModelGround {
	/** The caller's word for every step. */
	readonly model?: string | undefined;
	readonly complexity: Complexity;
	readonly kind: WorkKind;
	readonly learned: Learned;
}

/** Attempts of a role under a model that have to be on record before their failures count. */
const ATTEMPTS_THAT_COUNT = 3;

type Record = NonNullable<Learned["roles"]>[number];

/** True when a model failed a role often: at least 3 attempts ended, and more than half of them failed. Lost leases do not count. */
export function isOverstrained({
	complete,
	failed,
}: Pick<Record, "complete" | "failed">): boolean {
	return complete + failed >= ATTEMPTS_THAT_COUNT && failed > complete;
}

/**
 * The model for a step, and why, if it is not simply the role's own. One that failed the role often in earlier runs gives way to
 * the next larger one; `learned` says what those runs had to do with it, where there were any.
 */
export function modelFor(
	role: string,
	ground: ModelGround,
): {
	readonly model: string;
	readonly evidence?: string;
	readonly learned?: string;
} {
	if (ground.model !== undefined) return { model: ground.model };
	const own = specialistOf(role)?.model ?? "sonnet";
	const isSlight =
		ground.complexity === "light" && ground.kind === "docs" && own === "sonnet";
	const first: Model = isSlight ? "haiku" : own;
	const { model, failures } = raised(role, first, ground.learned);
	if (failures.length > 0)
		return {
			model,
			evidence: `${role} on ${model}: ${failures.map((record) => `on ${record.model} ${failedOf(record)} steps failed`).join(", ")} in earlier runs`,
			learned: `${role} on ${model} instead of ${first}: ${failures.map(recordSaid).join(", ")}; from ${ATTEMPTS_THAT_COUNT} attempts on, more than half of them failed, the next larger model is taken`,
		};
	const record = recordOf(role, model, ground.learned);
	return {
		model,
		...(isSlight ? { evidence: `${role} on haiku: a small text` } : {}),
		...(record === undefined
			? {}
			: { learned: `${role} stays on ${model}: ${recordSaid(record)}` }),
	};
}

/** The first model from this one up that did not fail the role often, and the records of those that did; the largest stays. */
function raised(
	role: string,
	first: Model,
	learned: Learned,
): { readonly model: Model; readonly failures: readonly Record[] } {
	let model = first;
	const failures: Record[] = [];
	for (const next of MODELS.slice(MODELS.indexOf(first) + 1)) {
		const record = recordOf(role, model, learned);
		if (record === undefined || !isOverstrained(record)) break;
		failures.push(record);
		model = next;
	}
	return { model, failures };
}

function recordOf(
	role: string,
	model: Model,
	{ roles }: Learned,
): Record | undefined {
	return roles?.find((known) => known.role === role && known.model === model);
}

function recordSaid(record: Record): string {
	const { runs, model } = record;
	const where =
		runs === undefined
			? "earlier runs"
			: `${runs} earlier ${runs === 1 ? "run" : "runs"}`;
	return `${failedOf(record)} attempts on ${model} failed in ${where}`;
}

function failedOf({ complete, failed }: Record): string {
	return `${failed} of ${failed + complete}`;
}
