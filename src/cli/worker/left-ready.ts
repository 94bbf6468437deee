import type { JsonObject } from "../../core/errors.ts";
import { shown } from "../page.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** So many are named; whoever has more of them looks at the board. */
const MAX_NAMED = 10;

/** What is ready and was not offered to this worker, a line each with the next step. Nothing where the board gives no answer. */
export async function leftReady(shift: Shift): Promise<readonly string[]> {
	const answer = await sayPatiently(
		shift,
		{ verb: "board", input: { limit: MAX_NAMED } },
		shift.noMore,
	);
	if (!answer.ok) return [];
	const columns = answer.data.columns as readonly JsonObject[];
	return columns
		.filter(({ status }) => status === "ready")
		.flatMap(({ tasks }) => tasks as readonly JsonObject[])
		.map(lineOf);
}

function lineOf({ key, title, plan }: JsonObject): string {
	const named = `${key} is ready and was not offered (${shown(String(title ?? ""), { ascii: false })})`;
	return (plan as JsonObject | undefined)?.run === "planned"
		? `${named}: its plan is not started; \`baton execute start --task-id ${key}\` starts it`
		: `${named}: \`baton explain ${key}\` says why`;
}
