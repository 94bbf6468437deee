import { REQUEST_KINDS, type RequestKind } from "./request-kind.ts";

/** Repositories whose last turn is remembered. */
const MOST_REMEMBERED = 1_000;

/** A request that waits for its turn. */
export interface Waiting {
	readonly kind: RequestKind;
	/** Its place among those of its kind: the number it drew when it came. */
	readonly ticket: number;
	/** The repository that it is for. */
	readonly whose: string;
	readonly go: () => void;
	readonly giveUp: (error: Error) => void;
}

/**
 * The requests that wait, most important first. Among equals those of one repository keep the order in which they came, and
 * repositories take turns.
 */
export class WaitingLine<T extends Waiting> {
	readonly #lines = new Map<RequestKind, T[]>(
		REQUEST_KINDS.map((kind) => [kind, []]),
	);
	/** By repository the number of its last turn, the oldest first. */
	readonly #turns = new Map<string, number>();
	#taken = 0;

	/** How many wait. */
	get length(): number {
		let sum = 0;
		for (const line of this.#lines.values()) sum += line.length;
		return sum;
	}

	/** How many of one repository wait. */
	lengthOf(whose: string): number {
		let sum = 0;
		for (const one of this) if (one.whose === whose) sum += 1;
		return sum;
	}

	add(one: T): void {
		const line = this.#lines.get(one.kind) ?? [];
		// One that GitHub turned away goes back to where it stood.
		const at = line.findIndex(({ ticket }) => ticket > one.ticket);
		line.splice(at === -1 ? line.length : at, 0, one);
	}

	/** Takes out the first that may go, of the repository that has waited longest for a turn. */
	take(mayGo: (one: T) => boolean): T | undefined {
		for (const line of this.#lines.values()) {
			const firsts = new Map<string, T>();
			for (const one of line)
				if (!firsts.has(one.whose) && mayGo(one)) firsts.set(one.whose, one);
			const [next] = [...firsts.values()].sort(
				(a, b) => this.#turnOf(a) - this.#turnOf(b) || a.ticket - b.ticket,
			);
			if (next === undefined) continue;
			line.splice(line.indexOf(next), 1);
			this.#hadTurn(next);
			return next;
		}
		return undefined;
	}

	/** Takes out everything. */
	drain(): readonly T[] {
		return [...this.#lines.values()].flatMap((line) => line.splice(0));
	}

	#turnOf({ whose }: T): number {
		return this.#turns.get(whose) ?? 0;
	}

	#hadTurn({ whose }: T): void {
		this.#taken += 1;
		this.#turns.delete(whose);
		this.#turns.set(whose, this.#taken);
		if (this.#turns.size > MOST_REMEMBERED)
			this.#turns.delete([...this.#turns.keys()][0] as string);
	}

	*[Symbol.iterator](): Iterator<T> {
		for (const line of this.#lines.values()) yield* line;
	}
}
