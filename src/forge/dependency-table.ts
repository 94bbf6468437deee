import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";
import type { IssueRow } from "./tables.ts";
import type { World } from "./world.ts";

/** One issue that waits for another. */
interface DependencyRow extends Row {
	readonly blocked_id: number;
	readonly blocking_id: number;
}

/** The table of issues that wait for others. */
export function dependencyTable(db: Database): Table<DependencyRow> {
	return db.collection<DependencyRow>("forge.dependencies", [
		"blocked_id",
		"blocking_id",
	]);
}

/** The row that says that one issue waits for another; both are ids, not numbers. */
export function dependencyRow(
	db: Database,
	blockedId: number,
	blockingId: number,
): DependencyRow | undefined {
	return dependencyTable(db)
		.findBy("blocked_id", blockedId)
		.find((row) => row.blocking_id === blockingId);
}

/** The issues that an issue waits for, or those that wait for it, oldest link first; those that are gone are left out. */
export function dependenciesOf(
	{ db, tables }: Pick<World, "db" | "tables">,
	issueId: number,
	side: "blocked_by" | "blocking",
): IssueRow[] {
	const isBlocked = side === "blocked_by";
	return dependencyTable(db)
		.findBy(isBlocked ? "blocked_id" : "blocking_id", issueId)
		.sort((a, b) => a.id - b.id)
		.flatMap(
			(row) =>
				tables.issues.get(isBlocked ? row.blocking_id : row.blocked_id) ?? [],
		);
}
