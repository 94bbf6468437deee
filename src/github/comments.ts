import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Script } from "../engine/plan.ts";
import { findVerb } from "../verbs/index.ts";
import type { CommentRecord, RepositoryApi } from "./api.ts";
import { type DoorFacts, hear, unreadable } from "./hear.ts";
import { replyTo } from "./replies.ts";
import { isCommands, parseSlash } from "./slash.ts";

/** A command that takes longer gets a sign that it was seen. */
const SEEN_AFTER_MS = 2_000;

/** What the comment door works with. */
export interface CommentDoor {
	readonly api: RepositoryApi;
	readonly engine: Engine;
	readonly facts: DoorFacts;
	readonly nowMs: () => number;
	/** Acts after a while unless the returned function is called first. */
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
}

interface Heard {
	readonly comment: CommentRecord;
	readonly answers: readonly Answer[];
}

/**
 * Carries out the commands of a batch of comments, in one push where it can be, then leaves receipts and replies. What has a
 * receipt already, from another process or from before a restart, is passed over. Answers the comments that could not be
 * looked into now, to be handed in again. Throws when the board could not be written: then nobody was told anything, and all
 * may be handed in again.
 */
export async function hearComments(
	comments: readonly CommentRecord[],
	door: CommentDoor,
): Promise<readonly CommentRecord[]> {
	const left = new Set<CommentRecord>();
	const scripts = await Promise.all(
		comments.map((comment) =>
			unlessUnanswered(comment, [], () => scriptOf(comment, door), {
				left,
				door,
			}),
		),
	);
	const spoken = comments.flatMap((comment, index) =>
		scripts[index]?.length ? [{ comment, script: scripts[index] }] : [],
	);
	const cancel = door.later(SEEN_AFTER_MS, () => signSeen(spoken, door));
	try {
		const heard = await Promise.all(
			spoken.map(async ({ comment, script }) => {
				const isSettled = () =>
					unlessUnanswered(
						comment,
						true,
						() => door.api.hasReceipt(comment.id),
						{ left, door },
					);
				return {
					comment,
					answers: await door.engine.perform(script, isSettled),
				};
			}),
		);
		cancel();
		await acknowledge(
			heard.filter(({ answers }) => answers.length > 0),
			door,
		);
	} finally {
		cancel();
	}
	return [...left];
}

/** Asks GitHub something about one comment. Without an answer the comment is left for later, and holds up no other. */
async function unlessUnanswered<T>(
	comment: CommentRecord,
	otherwise: T,
	ask: () => Promise<T>,
	{ left, door }: { left: Set<CommentRecord>; door: CommentDoor },
): Promise<T> {
	try {
		const answer = await ask();
		left.delete(comment);
		return answer;
	} catch (error) {
		door.onError(error, `comment ${comment.id}`);
		left.add(comment);
		return otherwise;
	}
}

function signSeen(
	spoken: readonly { readonly comment: CommentRecord }[],
	door: CommentDoor,
): void {
	for (const { comment } of spoken)
		door.api
			.react(comment.id, "eyes")
			.catch((error) => door.onError(error, `eyes on comment ${comment.id}`));
}

async function scriptOf(
	comment: CommentRecord,
	door: CommentDoor,
): Promise<Script> {
	// Only what was said once and left alone acts: an edit may be another person's, and late.
	if (comment.createdAt !== comment.updatedAt) return [];
	const parsed = parseSlash(comment.body);
	if (!isCommands(parsed)) return [unreadable(comment, parsed)];
	if (parsed.length === 0) return [];
	if (
		comment.author.isBot &&
		!(await mayBotSpeak(comment.author.id, door.engine))
	)
		return [];
	const role = await door.api.role(comment.author.login);
	return hear(comment, parsed, {
		role,
		nowMs: door.nowMs(),
		facts: door.facts,
	});
}

/** Bots act only where config names them: anybody may write an App that comments. */
function mayBotSpeak(id: number, engine: Engine): Promise<boolean> {
	return engine.inspect(({ board }) =>
		Object.values(board?.config.agents ?? {}).some((agent) =>
			agent.logins.some((login) => login.id === id),
		),
	);
}

/**
 * One receipt a comment, one reply an issue. Several processes may have heard the same comment: the one whose receipt was
 * new speaks, the others keep quiet.
 */
async function acknowledge(
	heard: readonly Heard[],
	door: CommentDoor,
): Promise<void> {
	const toSay = new Map<number, Answer[]>();
	await Promise.all(
		heard.map(async ({ comment, answers }) => {
			try {
				const isNew = await door.api.react(
					comment.id,
					answers.every(({ ok }) => ok) ? "rocket" : "confused",
				);
				if (!isNew) return;
				const worth = answers.filter(isWorthSaying);
				if (worth.length > 0)
					toSay.set(comment.issue, [
						...(toSay.get(comment.issue) ?? []),
						...worth,
					]);
			} catch (error) {
				door.onError(error, `receipt on comment ${comment.id}`);
			}
		}),
	);
	for (const [issue, answers] of toSay) {
		try {
			await door.api.reply(issue, replyTo(answers));
		} catch (error) {
			door.onError(error, `reply on issue ${issue}`);
		}
	}
}

function isWorthSaying(answer: Answer): boolean {
	if (!answer.ok || answer.data.warnings !== undefined) return true;
	const verb = findVerb(answer.verb);
	return verb?.reads === true || verb?.answers === true;
}
