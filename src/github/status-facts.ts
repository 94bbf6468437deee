import type { CheckFact } from "../core/gate.ts";
import { statusCreator } from "../core/gate-source.ts";
import type { GateCheck } from "../core/plan/plan.ts";
import type { StatusApi, StatusRecord } from "./status-api.ts";

/**
 * The commit statuses at a commit that gates name, as runs of a check: each with the context and the very account that the
 * config says. Another account's word under that name counts for nothing. Nothing is asked where none is named.
 */
export async function statusFacts(
	api: StatusApi,
	named: readonly GateCheck[],
	sha: string,
): Promise<readonly CheckFact[]> {
	const wanted = named.filter(({ app }) => statusCreator(app) !== undefined);
	if (wanted.length === 0) return [];
	const statuses = await api.statuses(sha);
	return wanted.flatMap(({ name, app }) =>
		statuses
			.filter(
				({ context, creatorId }) =>
					context === name && creatorId === statusCreator(app),
			)
			.map((status) => toFact(status, { name, app, sha })),
	);
}

function toFact(
	{ id, state, url, createdAt }: StatusRecord,
	check: Pick<CheckFact, "name" | "app" | "sha">,
): CheckFact {
	const isOver = state !== "pending";
	return {
		...check,
		id,
		status: isOver ? "completed" : "in_progress",
		conclusion: isOver ? (state === "success" ? state : "failure") : null,
		started_at: createdAt,
		// Anybody may give any address; one that is too long is none.
		...(url === undefined || url.length > 500 ? {} : { url }),
	};
}
