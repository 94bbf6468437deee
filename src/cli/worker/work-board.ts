import type { Refusal } from "../../core/errors.ts";
import { clockTime, fromMs } from "../../core/instant.ts";
import { shown } from "../page.ts";
import type { Candidate } from "./candidate.ts";
import { findWork } from "./find-work.ts";
import { tellsLimits } from "./full-hands.ts";
import { type Outcomes, Runs } from "./runs.ts";
import { pauseFor } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";
import { take } from "./take.ts";

/** What came of it all, and why it ended where that was not asked for. */
export interface Tally {
	readonly outcomes: Outcomes;
	readonly refusal?: Refusal | undefined;
	/** True when the command cannot be started. */
	readonly isHopeless: boolean;
}

/** Who lost a race comes back after a time of its own, up to this. */
const MAX_RACE_PAUSE_MS = 200;

/** Takes task after task and runs the command for each, until there is nothing left, or no more is to be taken. */
export async function workBoard(shift: Shift): Promise<Tally> {
	const runs = new Runs(shift);
	const { passed } = runs;
	const isBusy = () => runs.isBusy;
	const known = {
		isBusy,
		limited: tellsLimits(shift, isBusy),
		isPassedOver: (address: string) => passed.has(address),
		offeredAgain: (address: string) => passed.tell(address),
	};
	let refusal: Refusal | undefined;
	try {
		while (refusal === undefined) {
			await runs.room();
			if (shift.noMore.aborted || runs.isHopeless) break;
			const found = await findWork(shift, known);
			if (found.kind === "refused") refusal = found.refusal;
			else if (found.kind === "work")
				refusal = await begin(shift, runs, found.work);
			else break;
		}
	} finally {
		await runs.ended();
	}
	const { outcomes, isHopeless } = runs;
	return { outcomes, refusal, isHopeless };
}

/** Takes a task and starts the command for it. Answers a refusal that every other task would be met with too. */
async function begin(
	shift: Shift,
	runs: Runs,
	work: Candidate,
): Promise<Refusal | undefined> {
	const taken = await take(shift, work);
	switch (taken.kind) {
		case "held":
			announce(shift, taken.held);
			runs.start(taken.held, taken.data);
			return undefined;
		case "late":
			await pauseFor(MAX_RACE_PAUSE_MS * Math.random(), shift.noMore);
			return undefined;
		default: {
			const { code, message } = taken.refusal;
			if (code !== "FORBIDDEN") return taken.refusal;
			runs.passed.add(work.address, message);
			await runs.passed.tell(work.address);
			return undefined;
		}
	}
}

function announce({ tell }: Shift, held: Held): void {
	const until = clockTime(fromMs(held.endsAtMs + held.boardAheadMs));
	const title = shown(held.title, { ascii: false });
	tell(`${held.address}: claimed until ${until}: ${title}`);
}
