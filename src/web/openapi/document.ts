import type { JsonObject } from "../../core/errors.ts";
import { SAYABLE } from "../verb-of.ts";
import { components } from "./components.ts";
import { otherPaths } from "./other-paths.ts";
import { FAILURES } from "./responses.ts";
import { verbOperations } from "./verb-operations.ts";

const BOARD = "/api/v1/boards/{owner}/{repo}/{board}";

/** The HTTP API as an OpenAPI 3.1 document, made from the verb table. */
export function openApiDocument(): JsonObject {
	const verbs = SAYABLE.map(
		(verb) => [`${BOARD}/${verb.name}`, verbOperations(verb)] as const,
	);
	return {
		openapi: "3.1.0",
		info: {
			title: "Baton",
			version: "1.0.0",
			description:
				"Everything that agents may say to a board, over HTTP. A command is acknowledged once its commit is on the board's branch; one that was lost on the way is said again with the same Idempotency-Key.",
		},
		servers: [{ url: "/" }],
		security: [{ bearer: [] }, { local: [] }],
		tags: [
			{ name: "questions", description: "Change nothing." },
			{ name: "commands", description: "Each makes at most one commit." },
			{ name: "callers", description: "Who speaks." },
		],
		paths: { ...Object.fromEntries(verbs), ...otherPaths(BOARD) },
		components: components(FAILURES),
	};
}
