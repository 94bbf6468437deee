import type { Actor } from "../core/actor.ts";
import type { JsonObject } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import type { Brief, PendingEdit, TaskKey } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import { callerOpId } from "../store/caller-key.ts";
import type { EventRecord, IssueRecord, RepositoryApi } from "./api.ts";
import { mayBotSpeak } from "./bots.ts";
import { asKeptText, textOf, titleOf } from "./issue-text.ts";

/** An edit of an issue's text that a webhook told of. GitHub lists such edits nowhere. */
export interface TextEdit {
	readonly issue: number;
	readonly editor: Actor & { readonly isBot: boolean };
	/** The text that the edit led to, as the webhook has it. */
	readonly body: string;
	/** GitHub's name for the delivery. */
	readonly delivery: string;
}

/** What edits are carried out with. `board` is the board's name. */
export interface EditDoor {
	readonly api: Pick<RepositoryApi, "role" | "issue">;
	readonly engine: Engine;
	readonly board: string;
	readonly app: Actor;
	readonly onRefusal: (what: string) => void;
}

/** Whoever changed a text that no webhook told of. */
const UNKNOWN: Actor = { id: 0, login: "unknown" };

/** What the board has of an issue's text: its brief, and the edit that waits. */
interface Known {
	readonly brief: Brief;
	readonly pending: PendingEdit | undefined;
}

/**
 * Takes an edit of an issue's text into the brief where its editor may do that, and keeps it as pending where not. What the
 * issue says by now decides: when it says something else, a later edit has a webhook of its own. Throws when GitHub or the
 * board cannot be asked.
 */
export async function hearTextEdit(
	edit: TextEdit,
	door: EditDoor,
): Promise<void> {
	const { issue: number, editor, delivery } = edit;
	const known = await knownOf(String(number), door);
	if (known === undefined) return;
	const issue = await door.api.issue(number);
	if (issue === undefined || issue.isPullRequest) return;
	const description = descriptionOf(issue);
	if (description !== descriptionOf({ ...issue, body: edit.body })) return;
	const opId = callerOpId(editor.id, door.board, `edit ${delivery}`);
	await takeOrKeep(
		{ description },
		{ task: String(number), actor: editor, isBot: editor.isBot, opId },
		door,
	);
}

/** A new title, which GitHub lists among the issue's events. */
export async function hearRename(
	{ id, issue, actor, isByBot, renamedTo, createdAt }: EventRecord,
	door: EditDoor,
): Promise<void> {
	const title = asKeptText(titleOf(renamedTo ?? ""));
	if (title === "") return;
	await takeOrKeep(
		{ title },
		{
			task: String(issue),
			actor,
			isBot: isByBot === true,
			opId: `t${id}`,
			at: fromMs(Date.parse(createdAt)),
		},
		door,
	);
}

/**
 * Keeps the text of an issue as a pending edit where it is neither the brief's nor the one that waits: somebody changed it and
 * nobody told. What was dropped once is not kept again while the brief stays as it is.
 */
export async function noticeText(
	issue: IssueRecord,
	door: EditDoor,
): Promise<void> {
	const task = String(issue.number);
	if (issue.isPullRequest || !isBehind(task, descriptionOf(issue), door))
		return;
	const known = await knownOf(task, door);
	const description = descriptionOf(issue);
	if (known === undefined || isSame(known, description)) return;
	const text = withKnown({ description }, known);
	const opId = textOpId(task, description, { known, door });
	await say("propose-edit", text, { task, actor: UNKNOWN, opId }, door);
}

/**
 * Records that an issue says something else than its brief because a command changed the brief, so that no sweep takes the
 * older text for somebody's edit.
 */
export async function outdateText(
	number: number,
	door: Omit<EditDoor, "onRefusal">,
): Promise<void> {
	const task = String(number);
	const issue = await door.api.issue(number);
	const known = await knownOf(task, door);
	if (issue === undefined || known === undefined) return;
	const description = descriptionOf(issue);
	if (isSame(known, description)) return;
	await door.engine.perform([
		{
			verb: "dismiss",
			input: { verb: "edit", code: "STALE", by: { ...UNKNOWN } },
			actor: door.app,
			role: "app",
			opId: textOpId(task, description, { known, door }),
			task,
			ifTask: task,
		},
	]);
}

/** A look at what is at hand, so that a sweep asks the board only about texts that differ. */
function isBehind(
	task: TaskKey,
	description: string,
	{ engine }: EditDoor,
): boolean {
	return engine.peek(
		(board) =>
			board.task(task) !== undefined &&
			!isSame(
				{
					brief: board.brief(task),
					pending: board.context(task).pending_edit,
				},
				description,
			),
	);
}

interface By {
	readonly task: TaskKey;
	readonly actor: Actor;
	readonly opId: string;
	readonly at?: string;
}

async function takeOrKeep(
	changed: Partial<Brief>,
	by: By & { readonly isBot: boolean },
	door: EditDoor,
): Promise<void> {
	const { isBot, ...who } = by;
	const maySpeak = !isBot || (await mayBotSpeak(by.actor.id, door.engine));
	if (maySpeak) {
		const role = await door.api.role(by.actor);
		const answer = await say("edit", changed, { ...who, role }, door);
		if (answer?.ok !== false || answer.code !== "FORBIDDEN") return;
	}
	const known = await knownOf(by.task, door);
	if (known === undefined) return;
	const text = withKnown(changed, known);
	if (changed.description === undefined)
		return void (await say("propose-edit", text, who, door));
	// The name of the text first: a sweep that finds it knows that it was told of.
	const opId = textOpId(by.task, text.description, { known, door });
	const answer = await say("propose-edit", text, { ...who, opId }, door);
	// It had been dropped, and was said again.
	if (answer?.ok === true && answer.repeated === true)
		await say("propose-edit", text, who, door);
}

async function say(
	verb: "edit" | "propose-edit",
	text: Partial<Brief>,
	{ task, ...by }: By & Partial<Pick<Saying, "role">>,
	{ engine, onRefusal }: EditDoor,
): Promise<Answer | undefined> {
	const input: JsonObject = { ...text };
	const [answer] = await engine.perform([
		{ role: "none", ...by, verb, input, task, ifTask: task },
	]);
	// Whoever may not edit is heard all the same.
	const isKept = answer?.ok === false && answer.code === "FORBIDDEN";
	if (answer?.ok === false && !isKept)
		onRefusal(`${verb} on ${task}: ${answer.code}, ${answer.message}`);
	return answer;
}

/** The board's text of a task, if it is there and can be read. */
function knownOf(
	task: TaskKey,
	{ engine }: Pick<EditDoor, "engine">,
): Promise<Known | undefined> {
	return engine.inspect((board) =>
		board.task(task) === undefined
			? undefined
			: {
					brief: board.brief(task),
					pending: board.context(task).pending_edit,
				},
	);
}

function isSame({ brief, pending }: Known, description: string): boolean {
	return description === (pending ?? brief).description;
}

/** What was changed, on top of what waits already. */
function withKnown(
	changed: Partial<Brief>,
	{ brief, pending = { ...brief, by: "", at: "" } }: Known,
): Brief {
	const { title, description } = pending;
	return { title, description, ...changed };
}

function descriptionOf(issue: IssueRecord): string {
	return asKeptText(textOf(issue).description);
}

/** One op id for one text in place of one brief, whoever finds it. */
function textOpId(
	task: TaskKey,
	description: string,
	{ known: { brief }, door }: { known: Known; door: Pick<EditDoor, "board"> },
): string {
	const content = JSON.stringify([brief.title, brief.description, description]);
	return callerOpId(UNKNOWN.id, door.board, `text ${task} ${content}`);
}
