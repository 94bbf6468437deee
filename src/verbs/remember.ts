import { z } from "zod";
import { memoryDocument } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import { durationMs } from "../core/duration.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { addMs } from "../core/instant.ts";
import { endedOwn } from "../core/lease.ts";
import {
	MEMORY_LIMITS,
	type Memory,
	type MemoryPlace,
	type MemoryScope,
	withFact,
	withoutFact,
} from "../core/memory.ts";
import { duration, fence, prose } from "./fields.ts";
import { factView, memoryAt } from "./memory-facts.ts";
import { memoryKey, memoryScope, taskFor } from "./memory-fields.ts";
import { boardVerb, type Outcome, SPOKEN } from "./verb.ts";

export const remember = boardVerb({
	name: "remember",
	summary:
		"Keeps a fact under a name: for the task, for the agent, or for everybody on the board.",
	input: z
		.strictObject({
			key: memoryKey,
			value: prose(MEMORY_LIMITS.valueBytes)
				.nullable()
				.optional()
				.describe("The fact; null forgets it"),
			scope: memoryScope.default("task"),
			ttl: duration.optional().describe("How long it holds, such as 7d"),
			forget: z.boolean().optional(),
			fence,
		})
		.refine(
			({ value, forget }) =>
				forget === true ? typeof value !== "string" : value !== undefined,
			{
				path: ["value"],
				message: "and forget=true contradict each other",
			},
		),
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/remember cache/ttl "ten minutes, set in config/cache.yml"',
		'/remember deploy-window "mondays" scope=shared ttl=7d',
		"/remember cache/ttl forget=true",
	],
	errors: [
		"VALIDATION",
		"NOT_FOUND",
		"LEASE_EXPIRED",
		"FORBIDDEN",
		"QUOTA_EXCEEDED",
	],
	words: ([key, ...value]) => ({
		...(key === undefined ? {} : { key }),
		...(value.length === 0 ? {} : { value: value.join(" ") }),
	}),
	run({ draft, command, input }) {
		const { key, scope, ttl, forget } = input;
		const task = taskFor(draft, command, scope);
		if (task !== undefined && "ok" in task) return task;
		const ended = task === undefined ? undefined : endedOwn(task, command);
		if (ended !== undefined) return ended;
		const place = placeFor(scope, command);
		const damaged = damageOf(draft, place);
		if (damaged !== undefined) return damaged;
		const value = forget === true ? null : (input.value ?? null);
		if (value === null) return forgotten(draft, { place, key, scope, command });
		const fact: Memory = {
			key,
			value,
			by: command.agent,
			at: command.now,
			...(ttl === undefined
				? {}
				: { expires_at: addMs(command.now, durationMs(ttl)) }),
		};
		return kept(draft, { place, fact, scope, command });
	},
});

function placeFor(scope: MemoryScope, { task, agent }: Command): MemoryPlace {
	if (scope === "task" && task !== undefined) return { task };
	return scope === "agent" ? { agent } : "shared";
}

/** The refusal for a place that cannot be read, if so: writing to it would lose what is there. */
function damageOf(draft: Draft, place: MemoryPlace): Refusal | undefined {
	if (place !== "shared" && "task" in place) return undefined;
	const document = memoryDocument(place);
	const reason = draft.damage(document);
	return reason === undefined
		? undefined
		: refuse(
				"VALIDATION",
				`${document}.yaml cannot be read: ${reason}.`,
				"It has to be mended on the branch first; nothing is written to it until then.",
			);
}

interface Writing {
	readonly place: MemoryPlace;
	readonly scope: MemoryScope;
	readonly command: Command;
}

function kept(
	draft: Draft,
	{ place, fact, scope, command }: Writing & { readonly fact: Memory },
): Outcome | Refusal {
	const memory = memoryAt(draft, place);
	const summary = `a fact of scope ${scope} by ${command.agent}`;
	const present = memory.find(({ key }) => key === fact.key);
	if (present !== undefined && saysTheSame(present, fact))
		return { ok: true, summary, data: { fact: factView(present, scope) } };
	const next = withFact(memory, fact);
	const limit = MEMORY_LIMITS.facts[scope];
	if (next.length > limit)
		return refuse(
			"QUOTA_EXCEEDED",
			`${limit} facts of scope ${scope} are kept here, as many as may be.`,
			"Forget one that no longer matters with `forget=true`; `/recall` lists them.",
			{ scope, limit },
		);
	write(draft, place, next);
	return { ok: true, summary, data: { fact: factView(fact, scope) } };
}

function forgotten(
	draft: Draft,
	{ place, key, scope, command }: Writing & { readonly key: string },
): Outcome {
	const memory = memoryAt(draft, place);
	const isPresent = memory.some((fact) => fact.key === key);
	if (isPresent) write(draft, place, withoutFact(memory, key, command.now));
	return {
		ok: true,
		summary: `${command.agent} forgot a fact of scope ${scope}`,
		data: { key, scope, forgotten: isPresent },
	};
}

function write(
	draft: Draft,
	place: MemoryPlace,
	memory: readonly Memory[],
): void {
	if (place !== "shared" && "task" in place)
		draft.setContext(place.task, { ...draft.context(place.task), memory });
	else draft.setMemory(place, memory);
}

/** Said again without an end, a fact stays as it was first said. */
function saysTheSame(present: Memory, fact: Memory): boolean {
	return (
		present.value === fact.value &&
		present.expires_at === undefined &&
		fact.expires_at === undefined
	);
}
