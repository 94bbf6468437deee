import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { STATUSES } from "../core/status.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** What the engine's index found: the tasks, best first, and how much of the board it has read. */
interface SearchFacts {
	readonly hits: readonly {
		readonly key: string;
		readonly score: number;
		readonly where: readonly string[];
	}[];
	readonly count: number;
	readonly pending: number;
}

const NOTHING: SearchFacts = { hits: [], count: 0, pending: 0 };

export const search = boardVerb({
	name: "search",
	summary:
		"Finds tasks by words in their titles, briefs, batons, notes, summaries and deliverables.",
	input: z.strictObject({
		query: z.string().trim().min(1).max(200),
		limit: z.int().min(1).max(100).default(20),
		status: z.array(z.enum(STATUSES)).optional(),
		facts: z.json().optional(),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/search request logging", "/search timeout status=ready,blocked"],
	errors: ["VALIDATION"],
	words: (words) => (words.length === 0 ? {} : { query: words.join(" ") }),
	reads: true,
	run({ draft, input }) {
		const { hits, count, pending } = (input.facts ??
			NOTHING) as unknown as SearchFacts;
		const tasks = hits.flatMap(({ key, score, where }): JsonObject[] => {
			const task = draft.task(key);
			if (task === undefined) return [];
			return [{ key, title: task.title, status: task.status, score, where }];
		});
		return {
			ok: true,
			summary: "search",
			data: {
				tasks,
				count,
				...(pending === 0 ? {} : { pending }),
				said: inWords(tasks, { count, pending }),
			},
		};
	},
});

function inWords(
	tasks: readonly JsonObject[],
	{ count, pending }: { count: number; pending: number },
): string {
	const unread =
		pending === 0
			? ""
			: ` ${pending} tasks are still being read: ask again in a moment.`;
	if (tasks.length === 0) return `Nothing was found.${unread}`;
	const found = tasks.map(
		({ key, title, status, where }) =>
			`${key} ${title} (${status}; ${(where as readonly string[]).join(", ")})`,
	);
	const more = count > tasks.length ? ` and ${count - tasks.length} more` : "";
	return `${found.join("; ")}${more}.${unread}`;
}
