import { refuse } from "../core/errors.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree } from "../store/git/tree.ts";
import { opIdOf, readEntry } from "../store/journal.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import type { AlreadyDone } from "../verbs/decide.ts";
import { type Answer, type Done, told } from "./answer.ts";
import { isCommittable, work } from "./replay.ts";

/** How far back a first answer is looked for; beyond it the caller learns only that the command took effect. */
const MAX_COMMITS = 10_000;

/** The answer a command got when it took effect: decided again on the files it was decided on then. */
export async function firstAnswer(
	store: Store,
	head: Oid | null,
	known: AlreadyDone,
): Promise<Answer> {
	const record =
		head === null ? undefined : await findCommit(store, head, known);
	if (record === "other") return usedOtherwise(known);
	const bare: Done = {
		ok: true,
		verb: known.verb,
		opId: known.opId,
		repeated: true,
		data: {},
	};
	if (record === undefined) return known.isRecorded ? bare : readOver(known);
	const { tree } = await store.version(record.oid);
	const entry = readEntry(record.message, (path) => tree.get(path));
	if (!entry.ok) return { ...bare, commit: record.oid };
	const state = new BoardState(emptyTree());
	state.moveTo((await store.version(record.parents[0] ?? null)).tree);
	const outcome = work(state, entry.command);
	return isCommittable(outcome)
		? {
				...(await told(entry.command, outcome.decision, record.oid)),
				repeated: true,
			}
		: { ...bare, commit: record.oid };
}

/** Below the marks without a commit: it was seen before and came to nothing, or it turned up after the marks had passed it. */
function readOver({ verb, opId }: AlreadyDone): Answer {
	return {
		...refuse(
			"VALIDATION",
			"This was said before others that are long dealt with, and had no effect.",
			"Say it again if it still holds.",
		),
		verb,
		opId,
	};
}

/** A caller's key that took effect as another command than the one it is said with now. */
function usedOtherwise({ verb, opId }: AlreadyDone): Answer {
	return {
		...refuse(
			"VALIDATION",
			"This key was used for another command.",
			"Say it with a key of its own.",
		),
		verb,
		opId,
	};
}

/** The commit of the command; `other` where a caller's key is only that of commands with another verb or task. */
async function findCommit(
	store: Store,
	head: Oid,
	known: AlreadyDone,
): Promise<CommitRecord | "other" | undefined> {
	let visited = 0;
	let isUsed = false;
	for await (const record of store.log(head)) {
		if (opIdOf(record.message) === known.opId) {
			if (!(await isOther(store, record, known))) return record;
			isUsed = true;
		}
		if (++visited >= MAX_COMMITS) break;
	}
	return isUsed ? "other" : undefined;
}

/** True for the commit of a caller's key with another verb or task. Comments and events are what they are, however edited. */
async function isOther(
	store: Store,
	{ oid, message }: CommitRecord,
	{ opId, verb, task }: AlreadyDone,
): Promise<boolean> {
	if (!opId.startsWith("k")) return false;
	const { tree } = await store.version(oid);
	const entry = readEntry(message, (path) => tree.get(path));
	return (
		entry.ok && (entry.command.verb !== verb || entry.command.task !== task)
	);
}
