import type { Answer } from "../engine/answer.ts";
import type { Script } from "../engine/saying.ts";
import { acknowledge } from "./acknowledge.ts";
import type { CommentRecord } from "./api.ts";
import { type Spoken, scriptsInOrder } from "./comment-scripts.ts";
import type { After } from "./hear.ts";
import type { CommentDoor } from "./hearing.ts";
import { receiptLooks } from "./receipt-looks.ts";

/** A command that takes longer gets a sign that it was seen. */
const SEEN_AFTER_MS = 2_000;

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
	const spoken = await scriptsInOrder(comments, { left, door }, afters);
	const lookForReceipt = receiptLooks({ left, door });
	const cancel = door.later(SEEN_AFTER_MS, () => signSeen(spoken, door));
	const waiting: unknown[] = [];
	try {
		const heard = await Promise.all(
			spoken.map(async ({ comment, script }) => {
				const answers = door.engine
					.perform(script, lookForReceipt(comment))
					// One that is left was not decided on: what follows from an answer has to wait as well.
					.then((given) =>
						left.has(comment) ? [] : finish(script, given, afters),
					);
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
function signSeen(spoken: readonly Spoken[], door: CommentDoor): void {
	for (const { comment, script } of spoken) {
		const isOurs = script.some(
			({ ifTask }) =>
				ifTask === undefined ||
				door.engine.peek((board) => board.task(ifTask) !== undefined),
		);
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
