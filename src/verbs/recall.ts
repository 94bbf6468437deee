import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { type BoardReader, memoryDocument } from "../core/board.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import { agentName } from "./fields.ts";
import {
	type Found,
	factsAt,
	factView,
	type Place,
	placesOf,
} from "./memory-facts.ts";
import { memoryKey, memoryScope, taskFor } from "./memory-fields.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** So many characters of values are answered at once; of what is behind them only the names. */
const MAX_CHARACTERS = 16_000;
const SAID_CHARACTERS = 600;

export const recall = boardVerb({
	name: "recall",
	summary:
		"Tells what is remembered, the nearest first: of the task, of the agent, of everybody.",
	input: z.strictObject({
		key: memoryKey.optional(),
		scope: memoryScope.optional(),
		agent: agentName
			.optional()
			.describe("Whose facts of scope agent; another's need write"),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/recall", "/recall cache/ttl", "/recall scope=shared"],
	errors: ["VALIDATION", "NOT_FOUND", "FORBIDDEN"],
	words: ["key"],
	reads: true,
	run({ draft, command, input }) {
		const { key, scope, agent = command.agent } = input;
		if (agent !== command.agent && !roleCovers(command.role, "write"))
			return refuse(
				"FORBIDDEN",
				`What ${agent} remembers for itself needs write; ${command.actor.login} has ${command.role}.`,
				"Leave out `agent=`, or ask a maintainer of the repository.",
				{ needed: "write", role: command.role },
			);
		const task = taskFor(draft, command, scope);
		const isAbsent = task !== undefined && "ok" in task;
		// What belongs to no task is told on any issue.
		if (isAbsent && scope === "task") return task;
		const places = placesOf(isAbsent ? undefined : task?.key, agent).filter(
			([name]) => scope === undefined || name === scope,
		);
		const found = places
			.flatMap(([name, place]) => factsAt(draft, name, { place, command }))
			.filter(({ fact }) => key === undefined || fact.key === key);
		const damaged = damageIn(draft, places);
		return {
			ok: true,
			summary: "recall",
			data: {
				facts: withinBounds(found),
				count: found.length,
				...(damaged.length === 0 ? {} : { unreadable: damaged }),
				said: inWords(found),
			},
		};
	},
});

function damageIn(
	board: BoardReader,
	places: readonly Place[],
): readonly string[] {
	return places.flatMap(([, place]) => {
		if (place !== "shared" && "task" in place) return [];
		const document = memoryDocument(place);
		const reason = board.damage(document);
		return reason === undefined ? [] : [`${document}.yaml: ${reason}`];
	});
}

function withinBounds(found: readonly Found[]): readonly JsonObject[] {
	let left = MAX_CHARACTERS;
	return found.map(({ scope, fact }) => {
		left -= fact.value.length;
		if (left >= 0) return factView(fact, scope);
		const { value: _value, ...rest } = factView(fact, scope);
		return { ...rest, left_out: `/recall ${fact.key}` };
	});
}

function inWords(found: readonly Found[]): string {
	if (found.length === 0) return "Nothing is remembered under that.";
	const words = found
		.map(({ scope, fact }) => `${fact.key} (${scope}): ${fact.value}`)
		.join("; ");
	return words.length <= SAID_CHARACTERS
		? words
		: `${words.slice(0, SAID_CHARACTERS)}…`;
}
