import type {
	BoardNews,
	BoardShare,
	ShareListener,
} from "../engine/board-share.ts";
import type { Engine } from "../engine/perform.ts";
import type { Projector } from "./projection/projector.ts";

/** What listening to other processes works with. `sweep` looks for everything that was said since the last sweep. */
export interface BoardListenerOptions {
	readonly share: BoardShare;
	readonly engine: Pick<Engine, "look">;
	readonly projector: Pick<
		Projector,
		"wake" | "commentsChanged" | "checksChanged" | "startOver"
	>;
	readonly sweep: () => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** A leader that could not sweep so many times in a row lets another try. */
const MAY_FAIL = 3;

/** Follows what other processes, and pushes, tell of a board: none of it is believed, all of it makes this process look. */
export class BoardListener implements ShareListener {
	readonly #options: BoardListenerOptions;
	#looking: Promise<void> | undefined;
	#wanted: { readonly head: string | undefined } | undefined;
	#failedInARow = 0;
	#isClosed = false;

	constructor(options: BoardListenerOptions) {
		this.#options = options;
	}

	look(news?: BoardNews): void {
		const { projector } = this.#options;
		if (news?.kind === "comments") {
			projector.commentsChanged(news.issue);
			void projector.wake();
		} else if (news?.kind === "checks") {
			if (projector.checksChanged(news.sha)) void projector.wake();
		} else this.#lookAt(news?.head);
	}

	leading(): void {
		const { projector, sweep } = this.#options;
		projector.startOver();
		sweep();
	}

	/** What concerns content is for the process that leads; the others pass it on. */
	heard(news: BoardNews): void {
		const { share } = this.#options;
		if (share.leads()) this.look(news);
		else share.tell(news);
	}

	/** A sweep came to its end, or failed. */
	swept(isWhole: boolean): void {
		this.#failedInARow = isWhole ? 0 : this.#failedInARow + 1;
		if (this.#failedInARow < MAY_FAIL) return;
		this.#failedInARow = 0;
		this.#options.share.standBack();
	}

	/** Waits for the look that is under way. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#looking;
	}

	/** One look at a time: however much is told meanwhile, one more will do. */
	#lookAt(head: string | undefined): void {
		if (this.#isClosed) return;
		this.#wanted = { head };
		this.#looking ??= Promise.resolve().then(async () => {
			while (this.#wanted !== undefined && !this.#isClosed) {
				const wanted = this.#wanted;
				this.#wanted = undefined;
				await this.#lookOnce(wanted.head);
			}
			this.#looking = undefined;
		});
	}

	async #lookOnce(head: string | undefined): Promise<void> {
		const { engine, projector, onError } = this.#options;
		try {
			if (await engine.look(head)) void projector.wake();
		} catch (error) {
			onError(error, "the board cannot be looked at now");
		}
	}
}
