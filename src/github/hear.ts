import type { Role } from "../core/actor.ts";
import { refuse } from "../core/errors.ts";
import type { Misheard, Saying, Script } from "../engine/saying.ts";
import type { CommentRecord } from "./api.ts";
import { type Said, toSaid } from "./said.ts";
import { MAX_COMMANDS, type SlashCommand, type SlashResult } from "./slash.ts";

/** A command older than this when it is first seen is refused: its author has moved on. */
const MAX_AGE_MS = 7 * 86_400_000;

/** Facts that a verb's input takes from GitHub, by verb; each may refuse in place of giving them. */
export type DoorFacts = (
	said: Said,
	comment: CommentRecord,
	role: Role,
) => Promise<Said | Misheard["refusal"]>;

/**
 * The script of one comment's commands. What cannot be understood ends it as a refusal in its place, so that the commands
 * before it are carried out and the ones behind it are not.
 */
export async function hear(
	comment: CommentRecord,
	commands: readonly SlashCommand[],
	by: { role: Role; nowMs: number; facts: DoorFacts },
): Promise<Script> {
	const script: (Saying | Misheard)[] = [];
	const isLate = by.nowMs - Date.parse(comment.createdAt) > MAX_AGE_MS;
	for (const [index, command] of commands.entries()) {
		const understood = toSaid(command);
		if (understood === undefined) continue;
		const head = {
			opId: `c${comment.id}:${index + 1}`,
			...(command.explicit ? {} : { ifTask: String(comment.issue) }),
			at: new Date(comment.createdAt).toISOString(),
		};
		const said = isLate
			? tooLate(command.verb)
			: understood.ok
				? await by.facts(understood, comment, by.role)
				: understood;
		if (!said.ok) {
			const { verb, ...refusal } = { verb: command.verb, ...said };
			script.push({ ...head, verb, refusal });
			break;
		}
		script.push({ ...head, ...sayingOf(comment, said, by.role) });
	}
	return script;
}

function sayingOf(
	comment: CommentRecord,
	said: Said,
	role: Role,
): Omit<Saying, "opId"> {
	const { verb, input, agent } = said;
	const isAboutTask = verb.target === "task" || verb.name === "enroll";
	return {
		verb: verb.name,
		input: input as Saying["input"],
		...(isAboutTask ? { task: said.task ?? String(comment.issue) } : {}),
		...(agent === undefined ? {} : { agent }),
		actor: { id: comment.author.id, login: comment.author.login },
		role,
		at: new Date(comment.createdAt).toISOString(),
	};
}

function tooLate(verb: string) {
	return {
		...refuse(
			"VALIDATION",
			"This was said more than 7 days ago.",
			"Say it again if it still holds.",
		),
		verb,
	};
}

/** What stands for a comment whose commands cannot be told apart: one refusal, nothing is carried out. */
export function unreadable(
	comment: CommentRecord,
	result: Exclude<SlashResult, readonly SlashCommand[]>,
): Misheard {
	const refusal =
		"tooMany" in result
			? refuse(
					"VALIDATION",
					`There are ${result.tooMany} commands in this comment; at most ${MAX_COMMANDS} fit.`,
					"Spread them over several comments.",
				)
			: refuse(
					"VALIDATION",
					"This comment holds too much markup to be read.",
					"Say the command in a comment of its own.",
				);
	return {
		opId: `c${comment.id}:1`,
		ifTask: String(comment.issue),
		at: new Date(comment.createdAt).toISOString(),
		verb: "comment",
		refusal,
	};
}
