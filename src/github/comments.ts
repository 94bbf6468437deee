import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Script } from "../engine/plan.ts";
import { findVerb } from "../verbs/index.ts";
import type { CommentRecord, RepositoryApi } from "./api.ts";
import { type DoorFacts, hear, unreadable } from "./hear.ts";
import { repliesTo } from "./replies.ts";
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
	/** Writes a reply, now or when GitHub takes it. */
	readonly reply: (issue: number, body: string) => Promise<void>;
}

/** A door while it hears a batch, and the comments it has to leave for later. */
interface Hearing {
	readonly door: CommentDoor;
	readonly left: Set<CommentRecord>;
}

/** What a batch came to: comments that were answered, and those to be handed in again. The others had nothing to say to us. */
export interface Hearings {
	readonly answered: readonly CommentRecord[];
	readonly left: readonly CommentRecord[];
}

interface Heard {
	readonly comment: CommentRecord;
	readonly answers: readonly Answer[];
}

/**
 * Carries out the commands of a batch of comments, in one push where it can be, then leaves receipts and replies. What has a
 * receipt already, from another process or from before a restart, is passed over. Throws when the board could not be written:
 * then nobody was told anything, and all may be handed in again.
 */
export async function hearComments(
	comments: readonly CommentRecord[],
	door: CommentDoor,
): Promise<Hearings> {
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

/** Asks GitHub something about one comment. Without an answer the comment is left for later, and holds up no other. */
async function unlessUnanswered<T>(
	comment: CommentRecord,
	otherwise: T,
	ask: () => Promise<T>,
	{ left, door }: Hearing,
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
	});
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
	hearing: Hearing,
): Promise<void> {
	const { door } = hearing;
	const toSay = new Map<number, Answer[]>();
	await Promise.all(
		heard.map(async ({ comment, answers }) => {
			const receipt = answers.every(({ ok }) => ok) ? "rocket" : "confused";
			const isNew = await unlessUnanswered(
				comment,
				false,
				() => door.api.react(comment.id, receipt),
				hearing,
			);
			const worth = isNew ? worthSaying(answers) : [];
			if (worth.length > 0)
				toSay.set(comment.issue, [
					...(toSay.get(comment.issue) ?? []),
					...worth,
				]);
		}),
	);
	for (const [issue, answers] of toSay)
		for (const body of repliesTo(answers)) await door.reply(issue, body);
}

/** Of several commands that ended in a refusal all are told of, so that nobody says the first ones again. */
function worthSaying(answers: readonly Answer[]): readonly Answer[] {
	return answers.every(({ ok }) => ok)
		? answers.filter(isWorthSaying)
		: answers;
}

function isWorthSaying(answer: Answer): boolean {
	if (
		!answer.ok ||
		answer.data.warnings !== undefined ||
		answer.data.said !== undefined
	)
		return true;
	const verb = findVerb(answer.verb);
	return verb?.reads === true || verb?.answers === true;
}
