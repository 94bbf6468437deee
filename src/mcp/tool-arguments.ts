import { z } from "zod";
import type { Json } from "../core/errors.ts";
import { STATUSES } from "../core/status.ts";
import { PRIORITIES } from "../core/task.ts";
import type { ToolArgument } from "./tool.ts";

const upper = (given: unknown) =>
	typeof given === "string" ? given.toUpperCase() : given;
const lower = (given: unknown) =>
	typeof given === "string" ? given.toLowerCase() : given;
const asList = (given: unknown) =>
	given === undefined || Array.isArray(given) ? given : [given];
const eachOf = (ease: (one: unknown) => unknown) => (given: unknown) => {
	const list = asList(given);
	return Array.isArray(list) ? list.map(ease) : list;
};

const STATUS = z.enum(STATUSES.map((status) => status.toUpperCase()));
const lowered = (value: Json): Json =>
	Array.isArray(value)
		? value.map((one) => lowered(one))
		: (lower(value) as Json);

/** The number of a task where its name belongs is meant as the name. */
export const asTaskId = (given: unknown) =>
	typeof given === "number" ? String(given) : given;

/** A text; `about` says what it is where the name does not. */
export function text(about?: string, into?: string): ToolArgument {
	return optional(z.string(), { about, into });
}

/** A task or an agent, or null for none. */
export function nullable(): ToolArgument {
	return { ...optional(z.string().nullable(), {}), ease: asTaskId };
}

/** A whole number. */
export function count(about?: string, into?: string): ToolArgument {
	return optional(z.int(), { about, into });
}

export function flag(about?: string, into?: string): ToolArgument {
	return optional(z.boolean(), { about, into });
}

/** A list of texts; one alone is taken for a list of one. */
export function texts(about?: string, into?: string): ToolArgument {
	return { ...optional(z.array(z.string()), { about, into }), ease: asList };
}

/** A list of tasks. */
export function tasks(about?: string, into?: string): ToolArgument {
	return { ...texts(about, into), ease: eachOf(asTaskId) };
}

/** A document of named values. */
export function document(about?: string, into?: string): ToolArgument {
	return optional(z.record(z.string(), z.unknown()), { about, into });
}

/** One of some words. */
export function choice(words: readonly string[], about?: string): ToolArgument {
	return { ...optional(z.enum(words), { about }), ease: lower };
}

/** The same argument where it cannot be left out. */
export function needed({ schema, ...argument }: ToolArgument): ToolArgument {
	const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
	return { ...argument, schema: inner as z.ZodType };
}

export const priority: ToolArgument = choice(PRIORITIES);

/** Statuses are in upper case; lower case is taken as well. */
export const status: ToolArgument = {
	...optional(z.array(STATUS), {}),
	ease: eachOf(upper),
	turn: lowered,
};

export const toStatus: ToolArgument = {
	schema: STATUS,
	into: "to",
	ease: upper,
	turn: lowered,
};

/** More cannot be said; what a lease may last the board's config says. */
const MAX_LEASE_S = 999_999;

/** How long a lease is asked for. */
export const leaseSeconds: ToolArgument = {
	...optional(z.int().min(1).max(MAX_LEASE_S), {
		...{ about: "default 600", into: "for" },
	}),
	turn: (seconds) => `${seconds}s`,
};

export const capabilities: ToolArgument = texts();

/** What models used since it was last told. */
export const spent = {
	tokens: text("used, in/out: 1200/300"),
	costUsd: optional(z.number(), { into: "cost" }),
} satisfies Record<string, ToolArgument>;

/** What the work produced, by reference. */
export const artifacts: ToolArgument = optional(
	z.array(
		z.object({
			kind: z.string().describe("pr, branch, commit, file, doc"),
			ref: z.string().optional(),
			url: z.string().optional(),
			title: z.string().optional(),
			hash: z.string().optional(),
		}),
	),
	{},
);

export const batonPatch: ToolArgument = document("merge patch of the baton");

function optional(
	schema: z.ZodType,
	{
		about,
		into,
	}: {
		readonly about?: string | undefined;
		readonly into?: string | undefined;
	},
): ToolArgument {
	const described = about === undefined ? schema : schema.describe(about);
	return {
		schema: described.optional(),
		...(into === undefined ? {} : { into }),
	};
}
