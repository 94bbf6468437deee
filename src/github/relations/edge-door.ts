import type { Actor } from "../../core/actor.ts";
import type { Engine } from "../../engine/perform.ts";
import type { RepositoryApi } from "../api.ts";
import type { Remark } from "../projection/remark.ts";
import type { Edge } from "./edge.ts";

/** What hearing of edges works with. `app` is the app's own account, whose events are echoes. */
export interface EdgeDoor {
	readonly api: Pick<RepositoryApi, "role" | "issue">;
	readonly engine: Engine;
	readonly app: Actor;
	/** The board's name. */
	readonly board: string;
	readonly projector: EdgeViews;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** What shows edges, as far as it is told of what was heard. */
export interface EdgeViews {
	putBack(issue: number, remark: Remark): void;
	readonly edges: {
		/** Somebody changed the edges of an issue. */
		changed(issue: number): void;
		/** The board has answered what somebody did with an edge: it is shown from now on as the board has it. */
		decided(edge: Edge): void;
		/** Nobody is known to have drawn an edge: it is left alone. */
		untold(edge: Edge): void;
		/** What the server was found not to know is asked again. */
		askAgain(): void;
	};
}
