import type { CallToolResult } from "@modelcontextprotocol/server";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { HeardCall } from "./heard-call.ts";
import { renamedRefusal } from "./renamed-refusal.ts";
import { leaseIdOf } from "./task-address.ts";
import type { Tool } from "./tool.ts";
import { toolWords } from "./tool-words.ts";
import { upperStatuses } from "./upper-statuses.ts";

/** Verbs that tell of runs, whose statuses are words of their own. */
const ABOUT_RUNS: ReadonlySet<string> = new Set(["trace", "retro"]);

/** An answer as a tool's result: its data with the version beside it, or the refusal with its code first. */
export function toolResult(
	tool: Tool,
	answer: Answer,
	{ saying, place }: Pick<HeardCall, "saying" | "place">,
): CallToolResult {
	if (!answer.ok) return refusedResult(renamedRefusal(tool, answer));
	const { task, version, commit, opId, repeated } = answer;
	const data = ABOUT_RUNS.has(answer.verb)
		? answer.data
		: upperStatuses(answer.data);
	const { fence, expires_at } = data;
	const step = saying.step ?? stepIn(data);
	const isLease = typeof fence === "number" && expires_at !== undefined;
	const content = {
		...data,
		...(task === undefined ? {} : { taskId: task }),
		...(isLease && task !== undefined
			? {
					leaseId: leaseIdOf({
						...{ place, task, fence },
						...(step === undefined ? {} : { step }),
					}),
				}
			: {}),
		...(version === undefined ? {} : { version }),
		...(commit === undefined ? {} : { commit }),
		...(repeated === undefined ? {} : { repeated }),
		...(opId === "" || tool.verb === "wait" ? {} : { opId }),
	};
	return {
		content: [{ type: "text", text: JSON.stringify(content) }],
		structuredContent: content,
	};
}

/** A refusal as a tool's result; the code comes first, for those who read only the text. */
export function refusedResult(refusal: Refusal): CallToolResult {
	const { code, retryable, data = {} } = refusal;
	const message = toolWords(refusal.message);
	const hint = toolWords(refusal.hint);
	return {
		isError: true,
		content: [{ type: "text", text: `${code}: ${message} ${hint}` }],
		structuredContent: {
			...{ code, message, hint, retryable },
			data: upperStatuses(data),
		},
	};
}

/** A step that was claimed without being named. */
function stepIn({ step_id }: JsonObject): string | undefined {
	return typeof step_id === "string" ? step_id : undefined;
}
