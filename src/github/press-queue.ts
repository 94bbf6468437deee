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
	readonly onError: (error: unknown, what: string) => void;
}

/** Presses that wait at most, and how often one is tried that GitHub or the board keeps from being decided. */
const MOST = 1_000;
const MAX_TRIES = 10;

/** Buttons that were pressed. A press is told of once, so it is let go of only when it was dealt with. */
export class PressQueue {
	readonly #options: PressQueueOptions;
	readonly #reply: (issue: number, body: string) => Promise<void>;
	#fresh: { press: Press; tries: number }[] = [];
	#left: { press: Press; tries: number }[] = [];

	constructor(
		options: PressQueueOptions,
		reply: (issue: number, body: string) => Promise<void>,
	) {
		this.#options = options;
		this.#reply = reply;
	}

	get hasNews(): boolean {
		return this.#fresh.length > 0;
	}

	/** True while there are presses that could not be dealt with yet. */
	get waits(): boolean {
		return this.#left.length > 0;
	}

	/** Takes in a check run's event, if it is a press. True when it was. */
	add(payload: PressPayload, delivery: string): boolean {
		const appLogin = this.#options.app.login;
		const press = toPress(payload, { delivery, appLogin });
		if (press === undefined || this.#fresh.length >= MOST) return false;
		this.#fresh.push({ press, tries: 0 });
		return true;
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		this.#left = [...this.#left, ...this.#fresh.splice(0)].slice(-MOST);
	}

	/** Deals with what is new and, when asked to, with what was left. */
	async hear({ again }: { again: boolean }): Promise<void> {
		const waiting = [...(again ? this.#left.splice(0) : []), ...this.#fresh];
		this.#fresh = [];
		for (const { press, tries } of waiting) {
			try {
				await this.#hearOne(press);
			} catch (error) {
				const { onError } = this.#options;
				onError(error, `the button ${press.button} of task ${press.task}`);
				if (tries < MAX_TRIES) this.#left.push({ press, tries: tries + 1 });
			}
		}
	}

	async #hearOne(press: Press): Promise<void> {
		const answer = await hearPress(press, this.#options);
		const worth = answer === undefined ? [] : worthSaying([answer]);
		for (const body of repliesTo(worth))
			await this.#reply(Number(press.task), body);
	}
}
