import { defaultAgent } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import { rootCommitter } from "../engine/board-committer.ts";
import { boardAt } from "../engine/export-board.ts";
import { withFacts } from "../engine/facts.ts";
import { lastGoodView } from "../engine/guard-view.ts";
import { githubIdentity, type Identity } from "../engine/identity.ts";
import type { BoardState } from "../store/board-state.ts";
import type { Oid, Store } from "../store/store.ts";
import { decide } from "../verbs/decide.ts";
import { filterInput } from "./feed-filter.ts";
import { printRefusal } from "./print-refusal.ts";
import { seenBoard } from "./seen-board.ts";
import { type CliCommand, EXIT } from "./terminal.ts";
import { ownVersion } from "./version.ts";

/** Somebody who has the repository can read all of it: no role stands between. */
const READER = { id: 0, login: "reader" };

/** `baton show 42`, `baton history 42`, `baton feed`: what the verb of that name answers, as JSON. Nothing is written. */
export function printAnswer(verb: "show" | "history" | "feed"): CliCommand {
	return async (asked, { store, head }, terminal) => {
		const task =
			verb === "feed" ? undefined : (asked.words[0] ?? "").replace(/^#/, "");
		const board = await (task === undefined
			? boardAt(store, head)
			: seenBoard(store, head, task));
		const command: Command = {
			verb,
			input: inputOf(asked),
			...(task === undefined ? {} : { task }),
			actor: READER,
			role: "admin",
			agent: defaultAgent(board.board?.config, READER),
			opId: "reader",
			now: fromMs(terminal.nowMs()),
		};
		const identity = await identityOf(asked.at, store, head);
		const sources = { store, identity, build: ownVersion(), head };
		const apart = await setApart(command, board, store);
		const seen = apart?.view ?? board;
		const answer = decide(seen, await withFacts(command, seen, sources));
		if (answer.ok === true) {
			const data = { ...answer.data, ...apart?.told };
			terminal.out(JSON.stringify(data, undefined, 2));
			return EXIT.ok;
		}
		if (answer.ok !== false) throw new Error(`${verb} is no question`);
		return printRefusal(terminal, answer, asked.json);
	};
}

/** A reader writes nothing; whose commits tell the time is asked only for the past. */
async function identityOf(
	at: string | undefined,
	store: Store,
	head: Oid,
): Promise<Identity> {
	const reader = githubIdentity(READER);
	if (at === undefined) return reader;
	const committer = await rootCommitter(store, head);
	return { ...reader, committer: (at) => ({ ...committer, at }) };
}

/** A task that cannot be read is shown as it was good last, where that is known, and is said to be set apart. */
async function setApart(
	{ task }: Command,
	board: BoardState,
	store: Store,
): Promise<
	{ readonly view: BoardReader; readonly told: JsonObject } | undefined
> {
	const reason = task === undefined ? undefined : board.unreadable(task);
	if (task === undefined || reason === undefined) return undefined;
	const view = await lastGoodView(board, task, store);
	const warning = `Task ${task} is quarantined: ${reason}. This is its last good version.`;
	return view && { view, told: { quarantined: reason, warnings: [warning] } };
}

/** Only what was given; a limit that is no number stays as it is and is refused like any other wrong input. */
function inputOf(asked: Parameters<CliCommand>[0]): JsonObject {
	const { at, part, before, cursor, limit, filter } = asked;
	return {
		...(at === undefined ? {} : { at }),
		...(part === undefined ? {} : { part }),
		...(before === undefined ? {} : { before }),
		...(cursor === undefined ? {} : { cursor }),
		...(limit === undefined
			? {}
			: { limit: /^\d+$/.test(limit) ? Number(limit) : limit }),
		...filterInput(filter),
	};
}
