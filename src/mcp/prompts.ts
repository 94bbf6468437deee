import {
	type GetPromptResult,
	type Prompt as ListedPrompt,
	ProtocolError,
	ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type { BoardPlace } from "../engine/board-door.ts";
import type { Prompt, PromptWords } from "./prompt.ts";
import { decomposeIntoSubtasks } from "./prompts/decompose-into-subtasks.ts";
import { pickUpNextTask } from "./prompts/pick-up-next-task.ts";
import { summarizeForHandoff } from "./prompts/summarize-for-handoff.ts";
import { triageInbox } from "./prompts/triage-inbox.ts";

/** Every prompt, in the order it is listed. */
export const PROMPTS: readonly Prompt[] = [
	pickUpNextTask,
	triageInbox,
	summarizeForHandoff,
	decomposeIntoSubtasks,
];

/** The prompts as `prompts/list` tells them. */
export function listedPrompts(): readonly ListedPrompt[] {
	return PROMPTS.map(({ name, about, arguments: words }) => ({
		name,
		description: about,
		arguments: [...words],
	}));
}

/** The text of a prompt. Throws a protocol error for one that there is not, or without an argument that it needs. */
export function getPrompt(
	name: string,
	words: PromptWords,
	home: BoardPlace | undefined,
): GetPromptResult {
	const prompt = PROMPTS.find((one) => one.name === name);
	if (prompt === undefined)
		throw wrong(`There is no prompt ${JSON.stringify(name.slice(0, 60))}`);
	const missing = prompt.arguments.find(
		(one) => one.required === true && (words[one.name] ?? "").trim() === "",
	);
	if (missing !== undefined)
		throw wrong(`VALIDATION: ${name} needs ${missing.name}`);
	const text = prompt.text(words, whereOf(words, home));
	return {
		description: prompt.about,
		messages: [{ role: "user", content: { type: "text", text } }],
	};
}

/** How tools are told the board. What nobody named is left for the agent to fill in. */
function whereOf(words: PromptWords, home: BoardPlace | undefined): string {
	const own = home === undefined ? undefined : `${home.owner}/${home.repo}`;
	const project = words.projectId?.trim() || own;
	const board = words.boardId?.trim() || home?.board || "board";
	const named = project === undefined ? "<owner/repo>" : project;
	return `projectId: ${JSON.stringify(named)}, boardId: ${JSON.stringify(board)}`;
}

function wrong(message: string): ProtocolError {
	return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
