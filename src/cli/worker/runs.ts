import type { JsonObject } from "../../core/errors.ts";
import { cliWords } from "../cli-words.ts";
import { shown } from "../page.ts";
import { endRun } from "./end-run.ts";
import { PassedOver } from "./passed-over.ts";
import { runTask, type TaskRun } from "./run-task.ts";
import type { Held, Outcome, Shift } from "./shift.ts";
import { verdictOf } from "./verdict.ts";

/** How often each end came to pass. */
export type Outcomes = Readonly<Record<Outcome, number>>;

/** A command that cannot be started so often in a row is wrong itself, and no task is to blame. */
const MAX_UNSTARTABLE = 3;

/** The commands that run now, and what became of those before. */
export class Runs {
	readonly passed: PassedOver;
	readonly #shift: Shift;
	readonly #running = new Set<Promise<void>>();
	readonly #outcomes: Record<Outcome, number> = {
		done: 0,
		failed: 0,
		blocked: 0,
		"given back": 0,
		lost: 0,
		"not reported": 0,
		"ended by the command": 0,
	};
	#unstartable = 0;
	#defects: unknown[] = [];

	constructor(shift: Shift) {
		this.#shift = shift;
		this.passed = new PassedOver(shift);
	}

	get isBusy(): boolean {
		return this.#running.size > 0;
	}

	/** True once the command is known to be one that cannot be started. */
	get isHopeless(): boolean {
		return this.#unstartable >= MAX_UNSTARTABLE;
	}

	get outcomes(): Outcomes {
		return { ...this.#outcomes };
	}

	/** Runs the command for a task that is held. */
	start(held: Held, claimed: JsonObject): void {
		const one = this.#run(held, claimed)
			.catch((error: unknown) => {
				// Nobody waits for this one; whoever waits for all of them is told.
				this.#defects.push(error);
				this.#shift.stop();
			})
			.finally(() => this.#running.delete(one));
		this.#running.add(one);
	}

	/** Waits until another command may be started. */
	async room(): Promise<void> {
		while (this.#running.size >= this.#shift.options.parallel)
			await Promise.race(this.#running);
	}

	/** Waits for all of them. Throws what one of them threw. */
	async ended(): Promise<void> {
		await Promise.all(this.#running);
		if (this.#defects.length > 0) throw this.#defects[0];
	}

	async #run(held: Held, claimed: JsonObject): Promise<void> {
		const ran = await runTask(this.#shift, held, claimed);
		const { outcome, reason, hint, end } = ran;
		this.#outcomes[outcome] += 1;
		this.#unstartable = "unstartable" in end ? this.#unstartable + 1 : 0;
		const { address } = held;
		const why =
			reason === undefined ? "" : `: ${shown(reason, { ascii: false })}`;
		this.#shift.tell(`${address}: ${outcome}${why}`);
		if (hint) this.#shift.tell(`${address}: hint: ${cliWords(hint)}`);
		if (isNotForHere(held, ran))
			this.passed.add(
				address,
				`it ${outcome === "failed" ? "failed" : "came to nothing"} here${why}`,
			);
		// What failed says why itself, and is back after a while; this is offered again at once.
		if ("unstartable" in end) await this.passed.tell(address);
		if (outcome === "done") await endRun(this.#shift, held, ran.answer);
	}
}

/** True for what would come to the same if it were tried again here. */
function isNotForHere({ step }: Held, { end, outcome }: TaskRun): boolean {
	switch (outcome) {
		case "failed":
			// The board lets a task wait before it is tried again, and counts how often.
			return verdictOf(end) !== "again" || step !== undefined;
		case "given back":
		case "not reported":
		case "ended by the command":
			return true;
		default:
			return false;
	}
}
