import { ERROR_CODES, type JsonObject } from "../../core/errors.ts";

/** A reference to a shared part of the description. */
export function shared(kind: string, name: string): JsonObject {
	return { $ref: `#/components/${kind}/${name}` };
}

const text = { type: "string" } as const;

const SCHEMAS: JsonObject = {
	Json: { description: "Any JSON value." },
	Answer: {
		type: "object",
		properties: {
			ok: { const: true },
			verb: text,
			task: { ...text, description: "The task it was about." },
			version: {
				type: "integer",
				description: "The task's version after it.",
			},
			commit: {
				...text,
				description:
					"The commit that holds the effect; absent when nothing had to be written.",
			},
			opId: text,
			repeated: {
				const: true,
				description:
					"It had taken effect before; this is its first answer again.",
			},
			data: { type: "object", description: "What the verb has to tell." },
		},
		required: ["ok", "verb", "opId", "data"],
	},
	Refusal: {
		type: "object",
		properties: {
			ok: { const: false },
			code: { type: "string", enum: [...ERROR_CODES] },
			message: { ...text, description: "What happened." },
			hint: { ...text, description: "The next safe step." },
			retryable: {
				type: "boolean",
				description: "Whether the same may succeed later, uncorrected.",
			},
			data: { type: "object" },
			verb: text,
			opId: text,
		},
		required: ["ok", "code", "message", "hint", "retryable"],
	},
	Caller: {
		type: "object",
		properties: {
			ok: { const: true },
			actor: {
				type: "object",
				properties: { id: { type: "integer" }, login: text },
				required: ["id", "login"],
			},
			agent: text,
			repositories: {
				type: "array",
				items: { type: "integer" },
				description: "Ids of the only repositories that may be reached.",
			},
		},
		required: ["ok", "actor"],
	},
};

const path = (name: string, description: string): JsonObject => ({
	...{ name, in: "path", required: true, description },
	schema: text,
});

const PARAMETERS: JsonObject = {
	owner: path("owner", "Owner of the repository."),
	repo: path("repo", "Name of the repository."),
	board: path("board", "Name of the board; every repository has `board`."),
	IdempotencyKey: {
		...{ name: "Idempotency-Key", in: "header" },
		description:
			"1 to 255 printable characters. The same key of the same account, with the same verb about the same task or step and for the same agent, is the same command: said again, it answers what it answered first. The content is not compared, so each command needs a key of its own.",
		schema: { ...text, maxLength: 255, pattern: "^[!-~]([ -~]*[!-~])?$" },
	},
};

const SECURITY: JsonObject = {
	bearer: {
		...{ type: "http", scheme: "bearer" },
		description:
			"A token of this server's, from POST /api/v1/token. Tokens of GitHub are refused.",
	},
	local: {
		...{ type: "apiKey", in: "header", name: "x-baton-agent" },
		description:
			"Only where everything runs on one machine: who speaks, agent-1 unless said.",
	},
};

/** What operations share. `responses` are those of failures, by name. */
export function components(responses: JsonObject): JsonObject {
	return {
		schemas: SCHEMAS,
		parameters: PARAMETERS,
		responses,
		securitySchemes: SECURITY,
	};
}
