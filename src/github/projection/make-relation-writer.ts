import type { Engine } from "../../engine/perform.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import type { Edge } from "../relations/edge.ts";
import type { RelationApi } from "../relations/relation-api.ts";
import { RelationWriter } from "./relation-writer.ts";
import type { Remark } from "./remark.ts";

/** What showing relations adds to what a projector works with. */
export interface ShowsRelations {
	/** Sub-issues and blocked-by; without it they are not shown. */
	readonly relations?: RelationApi | undefined;
	/** Asks to hear who drew edges that the board does not have. */
	readonly onUnexplainedEdges?: (
		shown: IssueRecord,
		edges: readonly Edge[],
	) => void;
}

interface Shows extends ShowsRelations {
	readonly api: Pick<RepositoryApi, "issue">;
	readonly engine: Pick<Engine, "inspect">;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
	readonly onUnexplained: () => void;
}

/** The writer of relations for a projector, which is told what to look at again and what to explain. */
export function makeRelationWriter(
	options: Shows,
	projector: {
		touched(issue: number): void;
		putBack(issue: number, remark: Remark): void;
	},
): RelationWriter {
	return new RelationWriter({
		...options,
		relations: options.relations,
		inspect: (look) => options.engine.inspect(look),
		touch: (issue) => projector.touched(issue),
		putBack: (issue, remark) => projector.putBack(issue, remark),
		onUnexplained: (...unexplained) =>
			options.onUnexplainedEdges?.(...unexplained),
		onMissing: options.onUnexplained,
	});
}
