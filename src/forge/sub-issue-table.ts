import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";
import type { IssueRow } from "./tables.ts";
import type { World } from "./world.ts";

/** An issue below another; an issue has at most one of these as a child. */
interface SubIssueRow extends Row {
	readonly parent_id: number;
	readonly child_id: number;
	/** Place among its siblings, from 0 without gaps after every change of the order. */
	readonly position: number;
}

type Known = Pick<World, "db" | "tables">;

/** The table of parents and their sub-issues. */
export function subIssueTable(db: Database): Table<SubIssueRow> {
	return db.collection<SubIssueRow>("forge.sub_issues", [
		"parent_id",
		"child_id",
	]);
}

/** The rows below an issue, in the order that people gave them. */
export function subIssueRows(db: Database, parentId: number): SubIssueRow[] {
	return subIssueTable(db)
		.findBy("parent_id", parentId)
		.sort((a, b) => a.position - b.position);
}

/** The sub-issues of an issue in their order; those that are gone are left out. */
export function childrenOf({ db, tables }: Known, parentId: number) {
	return subIssueRows(db, parentId).flatMap(
		({ child_id }) => tables.issues.get(child_id) ?? [],
	);
}

/** The issue above another; undefined when there is none. */
export function parentOf(
	{ db, tables }: Known,
	childId: number,
): IssueRow | undefined {
	const row = subIssueTable(db).findOneBy("child_id", childId);
	return row === undefined ? undefined : tables.issues.get(row.parent_id);
}

/** Puts an issue below another, behind those that are there. */
export function addChild(db: Database, parentId: number, childId: number) {
	const last = subIssueRows(db, parentId).at(-1)?.position ?? -1;
	subIssueTable(db).insert({
		parent_id: parentId,
		child_id: childId,
		position: last + 1,
	});
}

/** Takes an issue from below its parent; nothing happens when it has none. */
export function removeChild(db: Database, childId: number): void {
	const row = subIssueTable(db).findOneBy("child_id", childId);
	if (row !== undefined) subIssueTable(db).delete(row.id);
}
