import { EDGE_KINDS, type Edge } from "../relations/edge.ts";
import type { RelationApi } from "../relations/relation-api.ts";

/** What taking note of such issues works with. */
export interface LackingEdgesOptions {
	/** Absent where edges are not shown. */
	readonly relations: RelationApi | undefined;
	/** Makes an issue due. */
	readonly touch: (issue: number) => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** So many issues are looked at again when the server is asked again. */
const MAX_AGAIN = 20;

/** Issues whose edges the server does not know of. That may change, or have been a mistake. */
export class LackingEdges {
	readonly #options: LackingEdgesOptions;
	readonly #issues = new Set<number>();
	readonly #told = new Set<Edge["kind"]>();

	constructor(options: LackingEdgesOptions) {
		this.#options = options;
	}

	/** An issue was looked at that should show these edges. */
	looked(issue: number, wanted: readonly Edge[]): void {
		const { relations, onError } = this.#options;
		this.#issues.delete(issue);
		for (const kind of EDGE_KINDS) {
			const isMissed = wanted.some((edge) => edge.kind === kind);
			if (!isMissed || relations?.lacks(kind) !== true) continue;
			this.#issues.add(issue);
			if (this.#told.has(kind)) continue;
			this.#told.add(kind);
			onError(
				new Error(`the server does not know of ${kind}`),
				"edges are not shown",
			);
		}
	}

	/** Asks the server again, for those issues that wait longest. */
	askAgain(): void {
		this.#options.relations?.askAgain();
		for (const issue of [...this.#issues].slice(0, MAX_AGAIN))
			this.#options.touch(issue);
	}

	forget(issue: number): void {
		this.#issues.delete(issue);
	}
}
