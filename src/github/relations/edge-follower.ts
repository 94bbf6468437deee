import type { IssueRecord } from "../api.ts";
import type { Follower } from "../follower.ts";
import { type Edge, edgeName } from "./edge.ts";
import type { EdgeDoor } from "./edge-door.ts";
import { hearDrawing } from "./hear-drawing.ts";
import type { RelationApi } from "./relation-api.ts";

/** What the follower works with. */
export interface EdgeFollowerOptions extends EdgeDoor {
	/** Absent where edges are not shown. */
	readonly relations?: RelationApi | undefined;
}

interface Unexplained {
	readonly shown: IssueRecord;
	readonly edges: readonly Edge[];
}

/** So many issues wait at most; what does not fit is found again when its issue is shown next. */
const MOST = 1_000;

/**
 * Hears of edges that GitHub shows between two tasks and the board does not have: drawn before both were tasks, or told of by
 * no event that was heard. Only when it is known what became of the drawing may such an edge be taken away.
 */
export class EdgeFollower implements Follower {
	readonly #options: EdgeFollowerOptions;
	readonly #fresh = new Map<number, Unexplained>();
	readonly #left = new Map<number, Unexplained>();

	constructor(options: EdgeFollowerOptions) {
		this.#options = options;
	}

	get hasNews(): boolean {
		return this.#fresh.size > 0;
	}

	get waits(): boolean {
		return this.#left.size > 0;
	}

	/** An issue shows edges that nobody knows of. */
	add(shown: IssueRecord, edges: readonly Edge[]): void {
		if (this.#fresh.size >= MOST || this.#left.has(shown.number)) return;
		this.#fresh.set(shown.number, { shown, edges });
	}

	postpone(): void {
		for (const [issue, one] of this.#fresh) this.#left.set(issue, one);
		this.#fresh.clear();
	}

	async sweep(): Promise<void> {
		this.#options.projector.edges.askAgain();
	}

	async follow({ again }: { readonly again: boolean }): Promise<void> {
		if (again) {
			for (const [issue, one] of this.#left) this.#fresh.set(issue, one);
			this.#left.clear();
		}
		const waiting = [...this.#fresh.values()];
		this.#fresh.clear();
		for (const one of waiting) {
			try {
				await this.#explain(one);
			} catch (error) {
				const { number } = one.shown;
				this.#options.onError(error, `edges of issue ${number} nobody told of`);
				if (this.#left.size < MOST) this.#left.set(number, one);
			}
		}
	}

	async #explain({ shown, edges }: Unexplained): Promise<void> {
		const { relations, projector, onError } = this.#options;
		const home = shown.relations?.home;
		if (relations === undefined || home === undefined) return;
		const events = await relations.eventsOf(shown.number, home);
		for (const edge of edges) {
			const drawer = await hearDrawing(edge, events, this.#options);
			if (drawer === "answered") projector.edges.decided(edge);
			if (drawer !== "unknown") continue;
			projector.edges.untold(edge);
			const what = `issue ${shown.number} keeps an edge of its own`;
			onError(
				new Error(`nobody is known to have drawn ${edgeName(edge)}`),
				what,
			);
		}
	}
}
