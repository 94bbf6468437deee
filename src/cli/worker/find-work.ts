import type { Json, Refusal } from "../../core/errors.ts";
import { mustNotBeFrozen } from "./board-frozen.ts";
import { type Candidate, candidateOf, candidatesIn } from "./candidate.ts";
import { watchForEnd } from "./end-watch.ts";
import { watchLimits } from "./full-hands.ts";
import { patiently, pauseFor, sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** What looking for work came to. */
export type Found =
	| { readonly kind: "work"; readonly work: Candidate }
	/** Nothing is left, and nothing will come. */
	| { readonly kind: "empty" }
	/** No more is to be taken. */
	| { readonly kind: "stopped" }
	| { readonly kind: "refused"; readonly refusal: Refusal };

/** What the worker knows beside the board. */
export interface Known {
	readonly isBusy: () => boolean;
	/** True for what this worker does not try again. */
	readonly isPassedOver: (address: string) => boolean;
	/** Told of what was offered although it is passed over. */
	readonly offeredAgain: (address: string) => Promise<void>;
	/** Told of what keeps this worker from claiming anything. */
	readonly limited: (limits: Json | undefined) => void;
}

/** One wait at the board; the next one follows. */
const WAIT_MS = 50_000;
/** A board that offers only what is passed over is asked again after its next move, or this: time alone frees tasks too. */
const QUIET_MS = 5_000;
/** A wait that shows nothing lasts at least this, so that a board that answers at once is not asked without end. */
const LEAST_MS = 500;

/** Waits for something to do, as long as it takes. */
export async function findWork(shift: Shift, known: Known): Promise<Found> {
	const quit = new AbortController();
	const looked = new AbortController();
	const signal = AbortSignal.any([shift.noMore, quit.signal, looked.signal]);
	const { isBusy, isPassedOver, limited } = known;
	const watching = shift.options.untilEmpty
		? watchForEnd(shift, {
				...{ isBusy, isPassedOver, limited, signal },
				over: () => quit.abort(),
			})
		: watchLimits(shift, limited, signal);
	const failed = new Promise<never>((_, reject) => watching.catch(reject));
	try {
		const found = await Promise.race([lookFor(shift, known, signal), failed]);
		if (found !== undefined) return found;
		mustNotBeFrozen(shift);
		return { kind: quit.signal.aborted ? "empty" : "stopped" };
	} finally {
		looked.abort();
	}
}

/** Undefined when the signal ended it. */
async function lookFor(
	shift: Shift,
	{ isPassedOver, offeredAgain }: Known,
	signal: AbortSignal,
): Promise<Found | undefined> {
	const { door, options, nowMs, agent } = shift;
	const { assignee, capabilities, labels } = options;
	const by = agent === undefined ? {} : { agent };
	const wish = {
		...{ ...by, assignee, capabilities, labels },
		...{ timeoutMs: WAIT_MS, signal },
	};
	while (!signal.aborted) {
		const startedMs = nowMs();
		const answer = await patiently(() => door.wait(wish), shift, signal);
		mustNotBeFrozen(shift);
		if (!answer.ok) {
			if (!answer.retryable) return { kind: "refused", refusal: answer };
			await pauseFor(LEAST_MS, signal);
			continue;
		}
		const offered = candidatesIn(answer);
		const free = offered.find(({ address }) => !isPassedOver(address));
		if (free !== undefined) return { kind: "work", work: free };
		if (offered.length === 0) {
			const leftMs = LEAST_MS - (nowMs() - startedMs);
			if (leftMs > 0) await pauseFor(leftMs, signal);
			continue;
		}
		for (const { address } of offered) await offeredAgain(address);
		const isMore = Number(answer.data.count) > offered.length;
		const work = isMore ? await behind(shift, isPassedOver, signal) : undefined;
		if (work !== undefined) return { kind: "work", work };
		await untilMoved(shift, signal);
	}
	return undefined;
}

/** A ready task behind those that are passed over; whether it is to be had, its claim tells. */
async function behind(
	shift: Shift,
	isPassedOver: (address: string) => boolean,
	signal: AbortSignal,
): Promise<Candidate | undefined> {
	const { assignee } = shift.options;
	const input = {
		...{ status: ["ready"], sort: "priority", limit: 200 },
		...(assignee === undefined ? {} : { assignee }),
	};
	const answer = await sayPatiently(shift, { verb: "list", input }, signal);
	if (!answer.ok) return undefined;
	const { tasks } = answer.data;
	const rows = Array.isArray(tasks) ? (tasks as readonly Json[]) : [];
	return rows
		.flatMap((row) => candidateOf(row) ?? [])
		.find(({ address }) => !isPassedOver(address));
}

async function untilMoved(
	{ door }: Pick<Shift, "door">,
	signal: AbortSignal,
): Promise<void> {
	const moved = new AbortController();
	const unwatch = door.watch(() => moved.abort());
	try {
		await pauseFor(QUIET_MS, AbortSignal.any([signal, moved.signal]));
	} finally {
		unwatch();
	}
}
