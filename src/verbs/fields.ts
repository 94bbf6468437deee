import { z } from "zod";
import { agentOfLogin } from "../core/agent.ts";
import { parseDuration } from "../core/duration.ts";
import { isAgentName, isTaskKey, PRIORITIES } from "../core/task.ts";

/** A task's key; `#42` is taken as `42`. */
export const taskKey = z
	.string()
	.transform((text) => text.replace(/^#/, ""))
	.refine(isTaskKey, "is not a task: use an issue number such as 42, or a slug")
	.describe("Task: an issue number such as 42, or a slug");

/** An agent's name; `@login` is taken as `login`. */
export const agentName = z
	.string()
	.transform((text) =>
		text.startsWith("@") ? agentOfLogin(text.slice(1)) : text.toLowerCase(),
	)
	.refine(
		isAgentName,
		"is not an agent name: lower-case letters, digits and dashes, at most 63",
	)
	.describe("Name of an agent, or a login");

export const duration = z
	.string()
	.refine(
		(text) => parseDuration(text) !== undefined,
		"is not a duration: use 30s, 10m, 2h or 7d",
	)
	.describe("Duration such as 30s, 10m or 2h");

export const priority = z
	.enum(PRIORITIES)
	.describe("urgent, high, normal or low");

export const label = z.string().min(1).max(50);

export const capability = z
	.string()
	.regex(
		/^[a-z0-9][a-z0-9+.#_-]{0,49}$/,
		"is not a capability: lower-case letters, digits and + . # _ -, at most 50",
	)
	.describe("Capability such as python or db");

/** Something that can be seen: not only marks of direction, joiners, the blank of Braille and the like. */
const VISIBLE = /(?![\p{DI}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** A text of one line. */
export function line(maxLength: number) {
	return z
		.string()
		.transform((text) => text.replace(/\s+/g, " ").trim())
		.pipe(
			z
				.string()
				.min(1)
				.max(maxLength)
				.refine(
					(text) => text === "" || VISIBLE.test(text),
					"has no character that can be seen",
				),
		);
}

/** A longer text; the limit counts bytes of UTF-8, as the branch stores them. */
export function prose(maxBytes: number) {
	return z
		.string()
		.refine((text) => text.trim() !== "", "is empty")
		.refine(
			(text) => utf8Length(text) <= maxBytes,
			`is longer than ${maxBytes} bytes`,
		);
}

/** The fence a holder believes it has; another one is refused. */
export const fence = z
	.int()
	.positive()
	.optional()
	.describe("Fence of the lease the caller believes to hold");

/** The version the caller read; another one is refused as STALE. */
export const version = z
	.int()
	.nonnegative()
	.optional()
	.describe("Version of the task the caller read");

/** A patch of the baton: checked field by field when it is applied. */
export const batonPatch = z
	.record(z.string(), z.json())
	.refine((patch) => Object.keys(patch).length > 0, "changes nothing")
	.describe("JSON merge patch on the baton's fields");

/** Bytes of UTF-8, counted without an encoder: the core of every size limit. */
function utf8Length(text: string): number {
	let bytes = 0;
	for (const character of text) {
		const code = character.codePointAt(0) as number;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return bytes;
}
