import type { Database } from "./database.ts";
import { userById } from "./people.ts";
import type { Row, Table } from "./table.ts";
import type { World } from "./world.ts";

/** A comment that is kept at the top of its issue, and who put it there. */
interface PinRow extends Row {
	readonly comment_id: number;
	readonly user_id: number;
}

/** The table of pinned comments. */
export function pinTable(db: Database): Table<PinRow> {
	return db.collection<PinRow>("forge.pins", ["comment_id"]);
}

/** What a comment shows of being pinned; null when it is not. */
export function pinFields(
	{ db, tables, url }: Pick<World, "db" | "tables" | "url">,
	commentId: number,
): Record<string, unknown> | null {
	const row = pinTable(db).findOneBy("comment_id", commentId);
	if (row === undefined) return null;
	const pinned_by = userById(tables, row.user_id, url);
	return { pinned_at: row.created_at, pinned_by };
}
