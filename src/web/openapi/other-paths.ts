import type { JsonObject } from "../../core/errors.ts";
import { findVerb } from "../../verbs/index.ts";
import type { Verb } from "../../verbs/verb.ts";
import { shared } from "./components.ts";
import { fieldSchemas } from "./field-schemas.ts";
import { COMMON, conflictsOf, json } from "./responses.ts";
import { exchange, signIn } from "./sign-in-operations.ts";

const text = { type: "string" } as const;

/** The paths that are no verbs: the stream of events, and who speaks. `board` begins those of a board. */
export function otherPaths(board: string): JsonObject {
	return {
		[`${board}/events`]: events(),
		"/api/v1/me": { get: whoAmI() },
		"/api/v1/token": { post: exchange() },
		"/api/v1/login": { get: signIn() },
		"/api/v1/openapi.json": { get: itself() },
	};
}

function events(): JsonObject {
	const feed = findVerb("feed") as Verb;
	const { properties } = fieldSchemas(feed);
	const filters = ["cursor", "task", "agent", "kinds"].map((name) => ({
		...{ name, in: "query", schema: properties[name] ?? {} },
		...(name === "kinds" ? { style: "form", explode: false } : {}),
	}));
	return {
		parameters: ["owner", "repo", "board"].map((name) =>
			shared("parameters", name),
		),
		get: {
			operationId: "followEvents",
			summary: "Tells what happens on the board, as it happens.",
			description:
				"Server-Sent Events. `feed` is one commit, its id the cursor behind it. Without a cursor the first event is `cursor` and names where the feed begins. `reset` comes instead of what a cursor that the board's log does not hold would have led to: read the board anew. A comment every 15 s keeps the stream open; it ends within the hour, and is taken up again with `Last-Event-ID`.",
			tags: ["questions"],
			parameters: [
				...filters,
				{
					...{ name: "Last-Event-ID", in: "header", schema: text },
					description: "The last event that was heard; counts before `cursor`.",
				},
			],
			responses: {
				"200": {
					description: "The stream.",
					content: { "text/event-stream": { schema: text } },
				},
				...COMMON,
				...conflictsOf({ ...feed, errors: ["QUOTA_EXCEEDED"] }),
			},
		},
	};
}

function whoAmI(): JsonObject {
	const { "401": unknown, "403": forbidden } = COMMON;
	return {
		operationId: "getMe",
		summary: "Says who the caller is here.",
		tags: ["callers"],
		responses: {
			"200": {
				description: "The account, and the agent that is spoken for.",
				content: json(shared("schemas", "Caller")),
			},
			...{ "401": unknown, "403": forbidden },
		},
	};
}

function itself(): JsonObject {
	return {
		operationId: "getOpenApi",
		summary: "This description.",
		tags: ["questions"],
		security: [],
		responses: {
			"200": {
				description: "OpenAPI 3.1.",
				content: json({ type: "object" }),
			},
		},
	};
}
