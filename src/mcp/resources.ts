import {
	ProtocolError,
	ProtocolErrorCode,
	type ReadResourceResult,
	type Resource,
	ResourceNotFoundError,
	type ResourceTemplateType,
} from "@modelcontextprotocol/server";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { BoardPlace, DoorSaying } from "../engine/board-door.ts";
import { failureRefusal } from "../engine/failure-refusal.ts";
import type { CallOptions } from "./call-tool.ts";
import { parseResource } from "./resource-address.ts";
import { upperStatuses } from "./upper-statuses.ts";

const JSON_TEXT = "application/json";
const AT = "baton://{owner}/{repo}/{board}";

/** What can be read of every board, by address. */
export const TEMPLATES: readonly ResourceTemplateType[] = [
	template("board", AT, "The board by columns, with counts and limits."),
	template("task", `${AT}/tasks/{task}`, "The whole state of a task."),
	template(
		"context",
		`${AT}/tasks/{task}/context`,
		"The brief to work on a task from.",
	),
	template(
		"baton",
		`${AT}/tasks/{task}/baton`,
		"The baton of a task: its hand-off document.",
	),
	template(
		"feed",
		`${AT}/feed{?cursor}`,
		"What happened on the board since a cursor; without one, the cursor to begin with.",
	),
];

/** How many tasks are listed by address. */
const LISTED = 50;

/** The board of the connection and the last changed of its tasks; nothing where there is no such board. */
export async function resourcesOf(
	options: CallOptions,
): Promise<readonly Resource[]> {
	const { home } = options;
	if (home === undefined) return [];
	const at = `baton://${home.owner}/${home.repo}/${home.board}`;
	const { tasks } = await ask(home, options, {
		verb: "list",
		input: { sort: "updated", limit: LISTED },
	});
	return [
		resource("board", at, "The board by columns."),
		resource("feed", `${at}/feed`, "What happened on the board."),
		...(tasks as readonly JsonObject[]).map(({ key, title }) =>
			resource(`task ${key}`, `${at}/tasks/${key}`, String(title)),
		),
	];
}

/** What stands at an address, as JSON. Throws a protocol error for what is not there or may not be read. */
export async function readResource(
	uri: string,
	options: CallOptions,
): Promise<ReadResourceResult> {
	const address = parseResource(uri);
	if (address === undefined) throw new ResourceNotFoundError(uri);
	const { place, saying } = address;
	const data = await ask(place, options, saying, uri);
	const text = JSON.stringify(data, undefined, 2);
	return { contents: [{ uri, mimeType: JSON_TEXT, text }] };
}

async function ask(
	place: BoardPlace,
	options: CallOptions,
	saying: DoorSaying,
	uri?: string,
): Promise<JsonObject> {
	const answer = await answered(place, options, saying);
	if (!("code" in answer)) return answer;
	if (answer.code === "NOT_FOUND" && uri !== undefined)
		throw new ResourceNotFoundError(uri, `NOT_FOUND: ${answer.message}`);
	throw new ProtocolError(
		ProtocolErrorCode.InternalError,
		`${answer.code}: ${answer.message} ${answer.hint}`,
		answer,
	);
}

async function answered(
	place: BoardPlace,
	options: CallOptions,
	saying: DoorSaying,
): Promise<JsonObject | Refusal> {
	try {
		const door = await options.open(place, options.caller);
		const answer = "code" in door ? door : await door.say(saying);
		return answer.ok ? upperStatuses(answer.data) : answer;
	} catch (error) {
		return failureRefusal(error, { ...options, key: "idempotencyKey" });
	}
}

function template(
	name: string,
	uriTemplate: string,
	description: string,
): ResourceTemplateType {
	return { name, uriTemplate, description, mimeType: JSON_TEXT };
}

function resource(name: string, uri: string, description: string): Resource {
	return { name, uri, description, mimeType: JSON_TEXT };
}
