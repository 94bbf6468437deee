import type { Json } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import { candidatesIn } from "./candidate.ts";
import { nothingToCome } from "./nothing-to-come.ts";
import { pauseFor, sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** The first look, so that a task that is offered at once costs none, and how often it is looked whether to look again. */
const FIRST_MS = 300;
const EVERY_MS = 1_000;
/** Time alone frees tasks too: at the latest after this a board that does not move is looked at again. */
const STILL_MS = 5_000;
/** Cards looked at of each column. */
const CARDS = 100;

/**
 * Calls `over` once nothing is left that the worker could do and nothing will come of itself, looking after each move of the board,
 * until `signal`. Nothing is over while `isBusy`: what runs here may free more.
 */
export async function watchForEnd(
	shift: Shift,
	{
		isBusy,
		isPassedOver,
		limited,
		over,
		signal,
	}: {
		readonly isBusy: () => boolean;
		readonly isPassedOver: (address: string) => boolean;
		readonly limited: (limits: Json | undefined) => void;
		readonly over: () => void;
		readonly signal: AbortSignal;
	},
): Promise<void> {
	let isNews = true;
	const unwatch = shift.door.watch(() => {
		isNews = true;
	});
	try {
		let lookedMs = 0;
		await pauseFor(FIRST_MS, signal);
		while (!signal.aborted) {
			const isLate = shift.nowMs() - lookedMs >= STILL_MS;
			if (!isBusy() && (isNews || isLate)) {
				isNews = false;
				lookedMs = shift.nowMs();
				if (await isOver(shift, { isPassedOver, limited }, signal))
					return over();
			}
			await pauseFor(EVERY_MS, signal);
		}
	} finally {
		unwatch();
	}
}

async function isOver(
	shift: Shift,
	{
		isPassedOver,
		limited,
	}: {
		readonly isPassedOver: (address: string) => boolean;
		readonly limited: (limits: Json | undefined) => void;
	},
	signal: AbortSignal,
): Promise<boolean> {
	const { assignee, capabilities, labels } = shift.options;
	const filter = {
		...(assignee === undefined ? {} : { assignee }),
		...(capabilities === undefined ? {} : { capabilities }),
		...(labels === undefined ? {} : { labels }),
	};
	const next = await sayPatiently(
		shift,
		{ verb: "next", input: filter },
		signal,
	);
	if (!next.ok) return false;
	limited(next.data.limits);
	const offered = candidatesIn(next);
	if (offered.some(({ address }) => !isPassedOver(address))) return false;
	// Of many only the best are shown: one that is not passed over may be behind them.
	if (Number(next.data.count) > offered.length) return false;
	const board = await sayPatiently(
		shift,
		{ verb: "board", input: { limit: CARDS } },
		signal,
	);
	return (
		board.ok &&
		nothingToCome({
			board: board.data,
			now: fromMs(shift.nowMs()),
			...{ isPassedOver, assignee, labels },
			isFull: next.data.limits !== undefined,
		})
	);
}
