import type { Refusal } from "../core/errors.ts";
import type { Saying, Script } from "../engine/saying.ts";
import { findVerb } from "../verbs/index.ts";
import type { CommentRecord } from "./api.ts";
import { mayBotSpeak } from "./bots.ts";
import {
	type After,
	hear,
	isTooOld,
	unanswerable,
	unreadable,
} from "./hear.ts";
import { type CommentDoor, type Hearing, unlessUnanswered } from "./hearing.ts";
import { isCommands, parseSlash } from "./slash.ts";

/** A comment with commands, and these. */
export interface Spoken {
	readonly comment: CommentRecord;
	readonly script: Script;
}

/**
 * The scripts of a batch of comments, in their order; what has nothing to say to us has none. Behind a comment that has to be left
 * all of its issue are, unless the board is frozen: its recovery may stand behind what waits.
 */
export async function scriptsInOrder(
	comments: readonly CommentRecord[],
	hearing: Hearing,
	afters: Map<string, After>,
): Promise<readonly Spoken[]> {
	const scripts = new Map<CommentRecord, Script>();
	const isFrozen = hearing.door.engine.frozen !== undefined;
	const onIssue = async (issue: number) => {
		let isHeldUp = false;
		for (const comment of comments) {
			if (comment.issue !== issue) continue;
			if (isHeldUp) hearing.left.add(comment);
			else
				scripts.set(comment, await scriptUnlessLeft(comment, hearing, afters));
			isHeldUp ||= !isFrozen && hearing.left.has(comment);
		}
	};
	await Promise.all(
		[...new Set(comments.map(({ issue }) => issue))].map(onIssue),
	);
	return comments.flatMap((comment) => {
		const script = scripts.get(comment) ?? [];
		return script.length === 0 ? [] : [{ comment, script }];
	});
}

/** Whoever was waited for in vain is told so in place of an answer. */
async function scriptUnlessLeft(
	comment: CommentRecord,
	hearing: Hearing,
	afters: Map<string, After>,
): Promise<Script> {
	const script = await unlessUnanswered(
		comment,
		undefined,
		() => scriptOf(comment, hearing.door, afters),
		hearing,
	);
	return script ?? (hearing.left.has(comment) ? [] : [unanswerable(comment)]);
}

async function scriptOf(
	comment: CommentRecord,
	door: CommentDoor,
	afters: Map<string, After>,
): Promise<Script> {
	// Only what was said once and left alone acts: an edit may be another person's, and late.
	if (comment.createdAt !== comment.updatedAt) return [];
	const parsed = parseSlash(comment.body, isSayable);
	if (isCommands(parsed) && parsed.length === 0) return [];
	if (
		comment.author.isBot &&
		!(await mayBotSpeak(comment.author.id, door.engine))
	)
		return [];
	if (!isCommands(parsed))
		return mentionsUs(comment.body) ? [unreadable(comment, parsed)] : [];
	// What is too old for anybody needs no role.
	const role = isTooOld(comment, door.nowMs())
		? "none"
		: await door.api.role(comment.author);
	return hear(comment, parsed, {
		role,
		nowMs: door.nowMs(),
		facts: door.facts,
		admit: (command) => admit(comment, command, door),
		onAfter: (opId, after) => afters.set(opId, after),
	});
}

/** Counts a command where it is one: what is said on an issue that is not on the board is talk, unless it is said to Baton. */
function admit(
	comment: CommentRecord,
	{ opId, ifTask }: Pick<Saying, "opId" | "ifTask">,
	{ engine, rate }: CommentDoor,
): Refusal | undefined {
	const limits = engine.peek((board) =>
		ifTask === undefined || board.task(ifTask) !== undefined
			? board.board?.config.limits
			: undefined,
	);
	const command = {
		opId,
		actorId: comment.author.id,
		saidMs: Date.parse(comment.createdAt),
	};
	return limits === undefined ? undefined : rate.admit(command, limits);
}

/** Words that people can say to Baton; a line with another word may be meant for somebody else. */
function isSayable(word: string): boolean {
	return findVerb(word)?.doors.includes("comment") === true;
}

/** A look at lines alone, for comments that are too much to take apart: without a word of ours they are none of our business. */
function mentionsUs(body: string): boolean {
	return [...body.matchAll(/^ {0,3}\/([a-z][a-z0-9-]*)/gm)].some(
		([, word = ""]) => word === "baton" || isSayable(word),
	);
}
