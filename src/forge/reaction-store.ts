import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";

export const REACTIONS = [
	"+1",
	"-1",
	"laugh",
	"confused",
	"heart",
	"hooray",
	"rocket",
	"eyes",
] as const;
export type Reaction = (typeof REACTIONS)[number];

export interface ReactionRow extends Row {
	/** `comment:<id>` or `issue:<id>`: see `reactionTarget`. */
	readonly target: string;
	readonly user_id: number;
	readonly content: Reaction;
}

/** The table of reactions. */
export function reactionTable(db: Database): Table<ReactionRow> {
	return db.collection<ReactionRow>("forge.reactions", ["target"]);
}

/** The key that all reactions to one comment or issue share; `id` is the object's id, not an issue's number. */
export function reactionTarget(kind: "comment" | "issue", id: number): string {
	return `${kind}:${id}`;
}

/** The counts that comments and issues carry. `url` is the object's own API address. */
export function reactionSummary(
	db: Database,
	target: string,
	url: string,
): Record<string, unknown> {
	const found = reactionTable(db).findBy("target", target);
	const counts = REACTIONS.map(
		(content) =>
			[content, found.filter((row) => row.content === content).length] as const,
	);
	return {
		url: `${url}/reactions`,
		total_count: found.length,
		...Object.fromEntries(counts),
	};
}
