import type { Role } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { Misheard, Saying, Script } from "../engine/saying.ts";
import type { CommentRecord, Occasion } from "./api.ts";
import { type Said, toSaid } from "./said.ts";
import { MAX_COMMANDS, type SlashCommand, type SlashResult } from "./slash.ts";

/** A command older than this when it is first seen is refused: its author has moved on. */
const MAX_AGE_MS = 7 * 86_400_000;

/** Where a command stands. */
export interface Standing {
	readonly role: Role;
	readonly opId: string;
}

/** What is done once a command was answered, or passed over; answers what is told of it. It must not throw. */
export type After = (answer: Answer | undefined) => Promise<Answer | undefined>;

/** A command with what of its input stands on GitHub. */
export type SaidWithFacts = Said & { readonly after?: After };

/** Facts that a verb's input takes from GitHub, by verb; each may refuse in place of giving them. */
export type DoorFacts = (
	said: Said,
	comment: Occasion,
	standing: Standing,
) => Promise<SaidWithFacts | Misheard["refusal"]>;

/** What a comment's commands are made sense of with. */
export interface HearingBy {
	readonly role: Role;
	readonly nowMs: number;
	readonly facts: DoorFacts;
	/** Counts a command, or answers why it is one too many. */
	readonly admit?: (
		command: Pick<Saying, "opId" | "ifTask">,
	) => Refusal | undefined;
	/** Told of what is to be done once a command was answered. */
	readonly onAfter?: (opId: string, after: After) => void;
}

/** True for a comment that nothing is carried out of any more, whoever wrote it. */
export function isTooOld(
	{ createdAt }: Pick<CommentRecord, "createdAt">,
	nowMs: number,
): boolean {
	return nowMs - Date.parse(createdAt) > MAX_AGE_MS;
}

/**
 * The script of one comment's commands. What cannot be understood ends it as a refusal in its place, so that the commands
 * before it are carried out and the ones behind it are not.
 */
export async function hear(
	comment: CommentRecord,
	commands: readonly SlashCommand[],
	by: HearingBy,
): Promise<Script> {
	const script: (Saying | Misheard)[] = [];
	const isLate = isTooOld(comment, by.nowMs);
	for (const [index, command] of commands.entries()) {
		const understood = toSaid(command);
		if (understood === undefined) continue;
		const opId = `c${comment.id}:${index + 1}`;
		const head = {
			opId,
			...(command.explicit ? {} : { ifTask: String(comment.issue) }),
			at: new Date(comment.createdAt).toISOString(),
		};
		const said = isLate
			? tooLate()
			: (by.admit?.(head) ??
				(understood.ok
					? await by.facts(understood, comment, { role: by.role, opId })
					: understood));
		if (!said.ok) {
			const { verb, ...refusal } = { verb: command.verb, ...said };
			script.push({ ...head, verb, refusal });
			break;
		}
		if (said.after !== undefined) by.onAfter?.(opId, said.after);
		script.push({ ...head, ...sayingOf(comment, said, by.role) });
	}
	return script;
}

/** Verbs about the board that mean the task of the issue they are said on, where they mean one. */
const MEANS_ISSUE: ReadonlySet<string> = new Set([
	"enroll",
	"remember",
	"recall",
]);

function sayingOf(
	comment: CommentRecord,
	said: Said,
	role: Role,
): Omit<Saying, "opId"> {
	const { verb, input, agent, step } = said;
	const isAboutTask = verb.target === "task" || MEANS_ISSUE.has(verb.name);
	return {
		verb: verb.name,
		input: input as Saying["input"],
		...(isAboutTask ? { task: said.task ?? String(comment.issue) } : {}),
		...(step === undefined ? {} : { step }),
		...(agent === undefined ? {} : { agent }),
		actor: { id: comment.author.id, login: comment.author.login },
		role,
		at: new Date(comment.createdAt).toISOString(),
	};
}

function tooLate(): Refusal {
	return refuse(
		"VALIDATION",
		"This was said more than 7 days ago.",
		"Say it again if it still holds.",
	);
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
	return misheard(comment, refusal);
}

/** What stands for a comment that GitHub was asked about again and again, and did not answer. */
export function unanswerable(comment: CommentRecord): Misheard {
	return misheard(
		comment,
		refuse(
			"FORBIDDEN",
			"GitHub does not let Baton find out what it needs to know for this.",
			"Ask an administrator to look at `/doctor`, then say it again in a new comment.",
		),
	);
}

function misheard(comment: CommentRecord, refusal: Refusal): Misheard {
	return {
		opId: `c${comment.id}:1`,
		ifTask: String(comment.issue),
		at: new Date(comment.createdAt).toISOString(),
		verb: "comment",
		refusal,
	};
}
