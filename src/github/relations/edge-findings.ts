import { type Finding, finding } from "../../verbs/doctor/finding.ts";
import { EDGE_KINDS } from "./edge.ts";
import type { RelationApi } from "./relation-api.ts";

const NAMES = {
	parent: "sub-issues",
	blocked_by: "issues that wait for others",
} as const;

/** What of the board's edges the server cannot show. */
export function edgeFindings({
	lacks,
}: Pick<RelationApi, "lacks">): readonly Finding[] {
	return EDGE_KINDS.filter(lacks).map((kind) =>
		finding("advice", "edges-unsupported", {
			what: `GitHub here knows no ${NAMES[kind]}: such edges are on the board, and no issue shows them`,
			fix: "have the server upgraded to a version that has them; until then use commands and read the status comments",
		}),
	);
}
