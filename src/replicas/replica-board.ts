import type {
	BoardNews,
	BoardShare,
	ShareListener,
} from "../engine/board-share.ts";
import { BEAT_MS, Leadership } from "./leadership.ts";
import { printMessage, readMessage } from "./news-text.ts";
import type { Link } from "./redis-link.ts";

/**
 * What sharing one board needs. `board` names it among all that the same Redis serves, `holder` names this process. `nowMs` is
 * a clock that never goes back.
 */
export interface ReplicaBoardOptions {
	/** Undefined where no Redis is configured. */
	readonly link: Link | undefined;
	readonly board: string;
	readonly holder: string;
	/** How often the branch is looked at while other processes cannot be heard. */
	readonly pollMs: number;
	readonly nowMs: () => number;
	readonly chance: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
}

/** Content is left to whoever made the change for a time between these. */
const LEAVE_AT_LEAST_MS = 2_000;
const LEAVE_AT_MOST_MS = 5_000;

/** One board, served by several processes that hear each other over Redis, and look at the branch now and then where they do not. */
export class ReplicaBoard implements BoardShare {
	readonly #options: ReplicaBoardOptions;
	readonly #leadership: Leadership;
	readonly #leaveMs: number;
	#ownHead: string | undefined;
	#listener: ShareListener | undefined;
	#wasLeading = false;
	#isClosed = false;
	#unlisten: () => void = () => undefined;
	#cancelBeat: () => void = () => undefined;
	#cancelPoll: () => void = () => undefined;

	constructor(options: ReplicaBoardOptions) {
		this.#options = options;
		const { board, chance } = options;
		this.#leadership = new Leadership({ ...options, key: `lead:${board}` });
		this.#leaveMs =
			LEAVE_AT_LEAST_MS + chance() * (LEAVE_AT_MOST_MS - LEAVE_AT_LEAST_MS);
	}

	leads(): boolean {
		return this.#leadership.leads;
	}

	leaveMs(head: string | undefined): number {
		const isOwn = head !== undefined && head === this.#ownHead;
		return isOwn || this.#leadership.isAgreed ? 0 : this.#leaveMs;
	}

	moved(head: string): void {
		this.#ownHead = head;
		this.tell({ kind: "moved", head });
	}

	tell(news: BoardNews): void {
		const { link, board, holder } = this.#options;
		link?.send(printMessage({ board, from: holder, news }));
	}

	standBack(): void {
		void this.#leadership.standBack().then(() => this.#beat());
	}

	async open(listener: ShareListener): Promise<void> {
		this.#listener = listener;
		const { link } = this.#options;
		const end = link?.listen({
			heard: (text) => this.#heard(text),
			// What was told meanwhile was not heard.
			changed: (isUp) => {
				if (isUp) listener.look();
				void this.#beat(isUp);
			},
		});
		if (end !== undefined) this.#unlisten = end;
		// Whoever opens the board begins its work himself, if this process leads.
		await this.#leadership.beat();
		this.#wasLeading = this.leads();
		this.#poll();
		if (link !== undefined) this.#goOn();
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#unlisten();
		this.#cancelBeat();
		this.#cancelPoll();
		await this.#leadership.release();
	}

	#heard(text: string): void {
		const { board, holder } = this.#options;
		const message = readMessage(text);
		if (message?.board === board && message.from !== holder)
			this.#listener?.look(message.news);
	}

	/** Whoever leads begins anew once it can hear again: what it was told of meanwhile it does not know. */
	async #beat(wasDeaf = false): Promise<void> {
		if (this.#isClosed) return;
		await this.#leadership.beat();
		if (this.#isClosed || this.#listener === undefined) return;
		const leads = this.leads();
		const begins = leads && (wasDeaf || !this.#wasLeading);
		this.#wasLeading = leads;
		if (begins) this.#listener.leading();
	}

	#goOn(): void {
		if (this.#isClosed) return;
		this.#cancelBeat = this.#options.later(this.#spread(BEAT_MS), () => {
			void this.#beat().then(() => this.#goOn());
		});
	}

	#poll(): void {
		if (this.#isClosed) return;
		const { later, link, pollMs } = this.#options;
		this.#cancelPoll = later(this.#spread(pollMs), () => {
			if (link?.isUp !== true) this.#listener?.look();
			this.#poll();
		});
	}

	/** A little less, by chance, so that many boards and processes do not all ask in the same moment. */
	#spread(ms: number): number {
		return ms * (1 - this.#options.chance() / 5);
	}
}
