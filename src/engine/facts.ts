import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { Json } from "../core/errors.ts";
import type { Status } from "../core/status.ts";
import type { TaskKey } from "../core/task.ts";
import type { Tree } from "../store/git/tree.ts";
import type { Oid, Store } from "../store/store.ts";
import type { MarkKeeper } from "../store/verified-mark.ts";
import { authorize } from "../verbs/authorize.ts";
import { findVerb } from "../verbs/index.ts";
import { parsePoint } from "../verbs/show.ts";
import type { Verb } from "../verbs/verb.ts";
import { type ApartQuestion, apartFacts } from "./apart-facts.ts";
import { batonHistory, type HistoryPage } from "./baton-history.ts";
import { rootCommitter } from "./board-committer.ts";
import { taskAt } from "./export-board.ts";
import { type FeedQuestion, feedFacts } from "./feed-facts.ts";
import type { Identity } from "./identity.ts";
import type { Presence } from "./presence.ts";
import { runningFacts } from "./running-facts.ts";
import { type Question, searchIndexOf } from "./search.ts";
import { surveyFacts } from "./survey-facts.ts";
import { taskLog } from "./task-log.ts";
import { type VerifyBeside, verifyUpTo } from "./verify-beside.ts";

/** Where the facts of reading verbs come from. */
export interface FactSources {
	readonly store: Store;
	readonly identity: Identity;
	readonly build: string;
	/** Remembers how far the branch was verified; without it that lasts as long as the store. */
	readonly marks?: MarkKeeper | undefined;
	/** Who was heard of lately; without it nobody is known to be there. */
	readonly presence?: Presence;
	/** Where verifications are that were made beforehand. */
	readonly beside?: Pick<VerifyBeside, "found"> | undefined;
}

/** The sources, and what of the branch is looked at. */
interface Gathering extends FactSources {
	readonly head: Oid | null;
	/** The files of the board; without them those of `head`. */
	readonly tree?: Tree;
	/** Why nothing is written to the board, if so. */
	readonly frozen?: string | undefined;
}

/** The command with the facts its verb reads from the log, as of `head`. Only verbs that never commit have such facts. */
export async function withFacts(
	command: Command,
	board: BoardReader,
	sources: Gathering,
): Promise<Command> {
	const verb = findVerb(command.verb);
	const config = board.board?.config;
	if (verb === undefined || config === undefined) return command;
	// Reading the log is dear: only for those who may ask, and about what is there.
	if (authorize(verb, command, config) !== undefined) return command;
	if (
		verb.target === "task" &&
		(command.task === undefined || board.task(command.task) === undefined)
	)
		return command;
	const facts = await gather(verb, command, { ...sources, board });
	return facts === undefined
		? command
		: { ...command, input: { ...command.input, facts } };
}

/** Reads what a verb asks for, after its input was found to be in order; what is not, the decision refuses. */
async function gather(
	verb: Verb,
	command: Command,
	{ board, ...sources }: Gathering & { readonly board: BoardReader },
): Promise<Json | undefined> {
	const { store, head } = sources;
	if (verb.gathers === "state") return runningFacts(sources);
	if (verb.gathers === "presence")
		return { presence: sources.presence?.known() ?? {} };
	if (head === null) return undefined;
	if (verb.gathers === "verification") {
		const found = sources.beside?.found(command.opId);
		return (found ?? (await verifyUpTo(head, sources))) as unknown as Json;
	}
	const parsed = verb.input.safeParse(command.input);
	if (!parsed.success) return undefined;
	const key = command.task as TaskKey;
	if (verb.gathers === "log")
		return (await taskLog(store, head, key)) as unknown as Json;
	if (verb.gathers === "history") {
		const page = parsed.data as HistoryPage;
		const found = await batonHistory(store, head, { ...page, key });
		return (found ?? null) as unknown as Json;
	}
	if (verb.name === "search")
		return foundBy(parsed.data as SearchInput, board, sources);
	if (verb.gathers === "feed")
		return feedFacts(store, head, parsed.data as FeedQuestion);
	if (verb.gathers === "apart")
		return apartFacts(board, sources, parsed.data as ApartQuestion);
	if (verb.gathers === "survey") {
		const { days } = parsed.data as { readonly days: number };
		return surveyFacts({ ...sources, head, days, now: command.now }, board);
	}
	const { at } = parsed.data as { readonly at?: string };
	const point = verb.name === "show" && at !== undefined && parsePoint(at);
	if (!point) return undefined;
	const ours = sources.identity.committer(0);
	const committer = await rootCommitter(store, head, ours);
	const past = { store, head, committer };
	return (await taskAt(past, { key, point })) as unknown as Json;
}

type SearchInput = Pick<Question, "query" | "limit"> & {
	readonly status?: readonly Status[];
};

/** The tasks that the board's full-text index finds, of those that can be read and stand where it is asked. */
async function foundBy(
	{ query, limit, status }: SearchInput,
	board: BoardReader,
	{ store, head, tree }: Gathering,
): Promise<Json> {
	const isWanted = (key: TaskKey) => {
		const task = board.task(key);
		return task !== undefined && (status?.includes(task.status) ?? true);
	};
	const files = tree ?? (await store.version(head)).tree;
	const found = await searchIndexOf(store).search(files, {
		query,
		limit,
		isWanted,
	});
	return found as unknown as Json;
}
