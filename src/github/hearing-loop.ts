import type { ToldComment } from "./comment-inbox.ts";
import { hearTurn, type TurnDoor } from "./hear-turn.ts";
import { hearWhileFrozen } from "./hear-while-frozen.ts";
import { type OpenBoardOptions, openBoard } from "./open-board.ts";
import type { Projector } from "./projection/projector.ts";
import type { ProjectDoor } from "./projects/project-door.ts";
import { Retry } from "./retry.ts";
import { SweepRound } from "./sweep-round.ts";

/** What hearing works with. */
export interface HearingLoopOptions extends TurnDoor, OpenBoardOptions {
	readonly projector: Pick<Projector, "sweep" | "wake">;
	/** Absent where the board is shown in no project. */
	readonly project: Pick<ProjectDoor, "writer"> | undefined;
	/** A sweep came to its end, or failed. */
	readonly onSwept: (isWhole: boolean) => void;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** While many commands are behind, what they change is shown so often. */
const SHOW_EVERY_MS = 5 * 60_000;

/**
 * Hears one turn after another for as long as there is something to hear; what could not be heard waits for the next sweep,
 * which comes by itself.
 */
export class HearingLoop {
	readonly #options: HearingLoopOptions;
	readonly #retry: Retry;
	#eventsWanted = false;
	#sweepWanted = false;
	#followWanted = false;
	#round: SweepRound | undefined;
	#work: Promise<void> | undefined;
	#shownMs = 0;
	#isClosed = false;

	constructor(options: HearingLoopOptions) {
		this.#options = options;
		// What this process could not do it looks for itself, whoever leads.
		this.#retry = new Retry({ ...options, act: () => void this.sweep() });
	}

	/** True from the beginning of a sweep to its end: what is heard then was not said just now. */
	get isSweeping(): boolean {
		return this.#round !== undefined;
	}

	/** Something is new. Resolves when all was heard that can be now. */
	wake(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#work ??= Promise.resolve().then(async () => {
			while (this.#hasWork) await this.#turn();
			this.#work = undefined;
		});
		return this.#work;
	}

	/** Asks for what happened to issues. */
	readEvents(): void {
		this.#eventsWanted = true;
		void this.wake();
	}

	/** The board was changed by what no webhook tells of: what follows from it, and what shows it, has its turn. */
	follow(): void {
		this.#followWanted = true;
		void this.wake();
	}

	/** Asks for everything said since the last whole sweep. Resolves when all was heard that can be now. */
	sweep(): Promise<void> {
		this.#sweepWanted = true;
		return this.wake();
	}

	/** Resolves when nothing is being heard. */
	async settled(): Promise<void> {
		await this.#work;
	}

	/** Waits for the turn that is under way; what is left is found by the next process. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#retry.close();
		await this.#work;
	}

	get #hasWork(): boolean {
		const { comments, events, followers } = this.#options;
		const hasNews = Object.values(followers).some((one) => one.hasNews);
		return (
			hasNews ||
			comments.hasNews ||
			this.#eventsWanted ||
			this.#sweepWanted ||
			this.#followWanted ||
			events.hasRest ||
			(this.#round !== undefined && !this.#isClosed)
		);
	}

	async #turn(): Promise<void> {
		const { comments, events, owed, onSwept } = this.#options;
		const begins = this.#sweepWanted && this.#round === undefined;
		const sweeps = begins || this.#round !== undefined;
		const told = comments.takeTold();
		const readsEvents =
			begins ||
			this.#eventsWanted ||
			events.hasRest ||
			this.#hasStrangers(told);
		if (begins) this.#sweepWanted = false;
		this.#eventsWanted = false;
		this.#followWanted = false;
		try {
			if (begins) await this.#beginRound();
			const turn = { told, readsEvents, round: this.#round };
			const hasLeft = await hearTurn(turn, this.#options);
			if (this.#round?.isDone) this.#round = undefined;
			if (hasLeft || owed.waits) this.#retry.soon();
			else if (this.#round === undefined) this.#retry.succeeded();
			if (sweeps && this.#round === undefined) onSwept(true);
		} catch (error) {
			await this.#failed(error, { told, sweeps });
		}
		this.#show();
	}

	/** Nothing is lost: what was not acknowledged has no receipt, and the next sweep finds it. */
	async #failed(
		error: unknown,
		turn: { readonly told: readonly ToldComment[]; readonly sweeps: boolean },
	): Promise<void> {
		const { engine, followers, onError, onSwept } = this.#options;
		onError(error, "a batch of commands has to wait");
		this.#round = undefined;
		if (engine.frozen !== undefined) await hearWhileFrozen(turn, this.#options);
		else if (turn.sweeps) onSwept(false);
		for (const follower of Object.values(followers)) follower.postpone();
		this.#retry.soon();
	}

	async #beginRound(): Promise<void> {
		const { projector, project, events, say, nowMs } = this.#options;
		await projector.sweep();
		project?.writer.sweep();
		await openBoard(this.#options, say);
		// What was left before must be told to this round as well: its marks stay below that.
		events.startOver();
		this.#round = new SweepRound(nowMs());
	}

	/** True for comments on issues that are no tasks: what makes them one may not have been told of yet. */
	#hasStrangers(told: readonly ToldComment[]): boolean {
		return this.#options.engine.peek((board) =>
			told.some(({ issue }) => board.task(String(issue)) === undefined),
		);
	}

	/** Commands come before views: while many are behind, what changes with each of them is shown now and then. */
	#show(): void {
		const nowMs = this.#options.nowMs();
		if (this.#round && nowMs - this.#shownMs < SHOW_EVERY_MS) return;
		this.#shownMs = nowMs;
		void this.#options.projector.wake();
	}
}
