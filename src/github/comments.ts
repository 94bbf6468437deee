import type { Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { Saying, Script } from "../engine/saying.ts";
import { findVerb } from "../verbs/index.ts";
import { acknowledge } from "./acknowledge.ts";
import type { CommentRecord } from "./api.ts";
import { mayBotSpeak } from "./bots.ts";
import { type After, hear, unreadable } from "./hear.ts";
import { type CommentDoor, unlessUnanswered } from "./hearing.ts";

import { isCommands, parseSlash } from "./slash.ts";

/** A command that takes longer gets a sign that it was seen. */
const SEEN_AFTER_MS = 2_000;
/** So long what a comment says of its reactions is taken for how they are. */
const JUST_READ_MS = 3_000;

/** What a batch came to: comments that were answered, and those to be handed in again. The others had nothing to say to us. */
export interface Hearings {
	readonly answered: readonly CommentRecord[];
	readonly left: readonly CommentRecord[];
}

/**
 * Carries out the commands of a batch of comments, in one push where it can be, then leaves receipts and replies. What has a
 * receipt already, from another process or from before a restart, is passed over. What cannot be written now is left; throws
 * when that is all: then nobody was told anything, and all may be handed in again.
 */
export async function hearComments(
	comments: readonly CommentRecord[],
	door: CommentDoor,
): Promise<Hearings> {
	const left = new Set<CommentRecord>();
	const afters = new Map<string, After>();
	const scripts = await Promise.all(
		comments.map((comment) =>
			unlessUnanswered(comment, [], () => scriptOf(comment, door, afters), {
				left,
				door,
			}),
		),
	);
	const spoken = comments.flatMap((comment, index) =>
		scripts[index]?.length ? [{ comment, script: scripts[index] }] : [],
	);
	const cancel = door.later(SEEN_AFTER_MS, () => signSeen(spoken, door));
	const waiting: unknown[] = [];
	try {
		const heard = await Promise.all(
			spoken.map(async ({ comment, script }) => {
				const lookForReceipt = () =>
					unlessUnanswered(
						comment,
						true,
						() => door.api.hasReceipt(comment.id),
						{ left, door },
					);
				const isSettled = unlessJustRead(comment, lookForReceipt, door.nowMs);
				const answers = door.engine
					.perform(script, isSettled)
					.then((given) => finish(script, given, afters));
				return {
					comment,
					// One that has to wait must not keep the others from their answers: a frozen board takes questions.
					answers: await answers.catch((error: unknown) => {
						waiting.push(error);
						left.add(comment);
						return [];
					}),
				};
			}),
		);
		cancel();
		if (waiting.length > 0 && waiting.length === spoken.length)
			throw waiting[0];
		if (waiting.length > 0)
			door.onError(waiting[0], `${waiting.length} comments have to wait`);
		await acknowledge(
			heard.filter(({ answers }) => answers.length > 0),
			{ left, door },
		);
		const answered = heard.filter(
			({ comment, answers }) => answers.length > 0 && !left.has(comment),
		);
		return {
			answered: answered.map(({ comment }) => comment),
			left: [...left],
		};
	} finally {
		cancel();
	}
}

/** A comment that was read a moment ago without any receipt needs no second look, unless it is decided on once more. */
function unlessJustRead(
	{ receipts }: CommentRecord,
	look: () => Promise<boolean>,
	nowMs: () => number,
): () => Promise<boolean> {
	const readMs = nowMs();
	let isFirst = receipts === 0;
	return async () => {
		const isNew = isFirst && nowMs() - readMs < JUST_READ_MS;
		isFirst = false;
		return isNew ? false : look();
	};
}

/** Does what is left to do once a script was answered; a command without an answer was passed over. */
async function finish(
	script: Script,
	answers: readonly Answer[],
	afters: ReadonlyMap<string, After>,
): Promise<readonly Answer[]> {
	const finished = [...answers];
	for (const { opId } of script) {
		const after = afters.get(opId);
		if (after === undefined) continue;
		const index = finished.findIndex((answer) => answer.opId === opId);
		const told = await after(finished[index]);
		if (told !== undefined && index !== -1) finished[index] = told;
	}
	return finished;
}

/** Shows that commands were seen that take long, but only where they will be answered. */
function signSeen(
	spoken: readonly {
		readonly comment: CommentRecord;
		readonly script: Script | undefined;
	}[],
	door: CommentDoor,
): void {
	for (const { comment, script } of spoken) {
		const isOurs =
			script?.some(
				({ ifTask }) =>
					ifTask === undefined ||
					door.engine.peek((board) => board.task(ifTask) !== undefined),
			) === true;
		if (isOurs)
			sign(comment, door).catch((error) =>
				door.onError(error, `eyes on comment ${comment.id}`),
			);
	}
}

async function sign(comment: CommentRecord, door: CommentDoor): Promise<void> {
	if (!(await door.api.hasReceipt(comment.id)))
		await door.api.react(comment.id, "eyes");
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
	const role = await door.api.role(comment.author.login);
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
