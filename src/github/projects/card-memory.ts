import type { TaskKey } from "../../core/task.ts";
import type { ShownValue } from "./card.ts";
import type { CardPart } from "./project-settings.ts";

/** What a process remembers of one field of a card. */
interface PartMemory {
	/** The option that the card showed when it last was as the board says, and since when. Empty where none stands for that. */
	readonly agreed: string;
	readonly sinceMs: number;
	/** What was shown over last, and when. */
	readonly over?: {
		readonly option: string | undefined;
		readonly atMs: number;
	};
	/** How often it had to be put back since then, and when last. */
	readonly putBacks: number;
	readonly lastMs: number;
}

/** So often the same value is put back; then whoever insists has their way until the board changes, or for an hour. */
const PUT_BACK_MOST = 3;
const FORGOTTEN_AFTER_MS = 3_600_000;

/** How long a value that nobody told of may stay: its webhook may be on the way. */
const UNTOLD_MS = 60_000;
/** What was put there before this process began was perhaps told to nobody; GitHub repeats that when it is asked to. */
const START_MS = 5 * 60_000;

/** What this process knows cards to have shown. Nothing here outlives it. */
export class CardMemory {
	readonly #nowMs: () => number;
	readonly #startedMs: number;
	readonly #parts = new Map<string, PartMemory>();
	readonly #heard = new Map<string, string | undefined>();

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
		this.#startedMs = nowMs();
	}

	/** The option that a card was last known to show rightly; empty where it rightly showed none. */
	agreed(key: TaskKey, part: CardPart): string | undefined {
		return this.#parts.get(`${part} ${key}`)?.agreed;
	}

	/** The card shows what the board says. */
	agree(key: TaskKey, part: CardPart, option: string): void {
		this.#heard.delete(`${part} ${key}`);
		const before = this.#parts.get(`${part} ${key}`);
		if (before?.agreed === option) return;
		const sinceMs = this.#nowMs();
		const fresh = { agreed: option, sinceMs, putBacks: 0, lastMs: 0 };
		this.#parts.set(`${part} ${key}`, fresh);
	}

	/** The card was made to show what the board says, an option or none, in place of what it had shown. */
	wrote(
		key: TaskKey,
		part: CardPart,
		{ option = "", over }: Record<"option" | "over", string | undefined>,
	): void {
		this.agree(key, part, option);
		const now = this.#parts.get(`${part} ${key}`);
		const shownOver = { option: over, atMs: this.#nowMs() };
		if (now !== undefined)
			this.#parts.set(`${part} ${key}`, { ...now, over: shownOver });
	}

	/**
	 * Since when the board is known to have said what it says, where this process has shown that over an option which was put in
	 * at a time; undefined where it has not.
	 */
	shownOver(
		key: TaskKey,
		part: CardPart,
		put: { readonly option: string | undefined; readonly atMs: number },
	): number | undefined {
		const { over, sinceMs } = this.#parts.get(`${part} ${key}`) ?? {};
		const isIt =
			over !== undefined && over.option === put.option && over.atMs >= put.atMs;
		return isIt ? sinceMs : undefined;
	}

	/** True for an edit whose webhook came so late that the board may have been shown over it by any process. */
	isLate(atMs: number): boolean {
		return this.#nowMs() - atMs > UNTOLD_MS;
	}

	/** What somebody put into a card was heard: whatever came of it, nothing has to wait for it any more. */
	heard(key: TaskKey, part: CardPart, option: string | undefined): void {
		this.#heard.set(`${part} ${key}`, option);
	}

	/** True once a field was put back so often that it is left alone the next time. */
	isFoughtOver(key: TaskKey, part: CardPart): boolean {
		const { putBacks = 0, lastMs = 0 } =
			this.#parts.get(`${part} ${key}`) ?? {};
		return putBacks >= PUT_BACK_MOST && !this.#isForgotten(lastMs);
	}

	/**
	 * Takes note that a card is to be put back to what it showed before. Answers whether that may be done, and whether this is
	 * the first time that it may not.
	 */
	putBack(
		key: TaskKey,
		part: CardPart,
		option: string | undefined,
	): "put back" | "yields" | "has yielded" {
		const before = this.#parts.get(`${part} ${key}`);
		if (before?.agreed !== (option ?? "")) return "put back";
		const isOld = this.#isForgotten(before.lastMs);
		const putBacks = isOld ? 1 : before.putBacks + 1;
		if (putBacks > PUT_BACK_MOST + 1) return "has yielded";
		const lastMs = this.#nowMs();
		this.#parts.set(`${part} ${key}`, { ...before, putBacks, lastMs });
		return putBacks > PUT_BACK_MOST ? "yields" : "put back";
	}

	/** When a value may be replaced that is neither what the board says nor what the card was known to show. */
	replaceableAtMs(
		key: TaskKey,
		part: CardPart,
		shown: ShownValue | undefined,
	): number {
		const { optionId, atMs = 0 } = shown ?? {};
		const isKnown =
			optionId === undefined ||
			optionId === this.agreed(key, part) ||
			optionId === this.#heard.get(`${part} ${key}`);
		if (isKnown) return 0;
		const isOlder = atMs <= this.#startedMs;
		return Math.max(atMs + UNTOLD_MS, isOlder ? this.#startedMs + START_MS : 0);
	}

	#isForgotten(lastMs: number): boolean {
		return this.#nowMs() - lastMs > FORGOTTEN_AFTER_MS;
	}
}
