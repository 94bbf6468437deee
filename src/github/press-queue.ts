import type { Follower } from "./follower.ts";
import { HintQueue } from "./hint-queue.ts";
import {
	hearPress,
	type Press,
	type PressDoor,
	type PressPayload,
	toPress,
} from "./presses.ts";
import { repliesTo } from "./replies.ts";
import { worthSaying } from "./worth-saying.ts";

/** What the queue works with. `reply` writes on an issue. */
export interface PressQueueOptions extends PressDoor {
	readonly app: { readonly login: string };
	readonly reply: (issue: number, body: string) => Promise<void>;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Buttons that were pressed. A press is told of once, so it is let go of only when it was dealt with. */
export class PressQueue implements Follower {
	readonly #options: PressQueueOptions;
	readonly #queue: HintQueue<Press>;

	constructor(options: PressQueueOptions) {
		this.#options = options;
		const { nowMs, onError } = options;
		this.#queue = new HintQueue({
			nowMs,
			onError: (error, { button, task }) =>
				onError(error, `the button ${button} of task ${task}`),
		});
	}

	get hasNews(): boolean {
		return this.#queue.hasNews;
	}

	get waits(): boolean {
		return this.#queue.waits;
	}

	/** Takes in a check run's event, if it is a press. True when it was. */
	add(payload: PressPayload, delivery: string): boolean {
		const appLogin = this.#options.app.login;
		const press = toPress(payload, { delivery, appLogin });
		return press !== undefined && this.#queue.add(press, delivery);
	}

	postpone(): void {
		this.#queue.postpone();
	}

	follow(turn: { readonly again: boolean }): Promise<void> {
		return this.#queue.hear(turn, (press) => this.#hearOne(press));
	}

	async #hearOne(press: Press): Promise<void> {
		const answer = await hearPress(press, this.#options);
		const worth = answer === undefined ? [] : worthSaying([answer]);
		for (const body of repliesTo(worth))
			await this.#options.reply(Number(press.task), body);
	}
}
