import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { Json } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import type { Oid, Store } from "../store/store.ts";
import type { MarkKeeper } from "../store/verified-mark.ts";
import { authorize } from "../verbs/authorize.ts";
import { findVerb } from "../verbs/index.ts";
import { parsePoint } from "../verbs/show.ts";
import type { Verb } from "../verbs/verb.ts";
import { batonHistory, type HistoryPage } from "./baton-history.ts";
import { taskAt } from "./export-board.ts";
import type { Identity } from "./identity.ts";
import { type VerifyBeside, verifyUpTo } from "./verify-beside.ts";

/** Where the facts of reading verbs come from. */
export interface FactSources {
	readonly store: Store;
	readonly identity: Identity;
	readonly build: string;
	/** Remembers how far the branch was verified; without it that lasts as long as the store. */
	readonly marks?: MarkKeeper | undefined;
	/** Where verifications are that were made beforehand. */
	readonly beside?: Pick<VerifyBeside, "found"> | undefined;
}

/** The command with the facts its verb reads from the log, as of `head`. Only verbs that never commit have such facts. */
export async function withFacts(
	command: Command,
	board: BoardReader,
	sources: FactSources & { readonly head: Oid | null },
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
	const facts = await gather(verb, command, sources);
	return facts === undefined
		? command
		: { ...command, input: { ...command.input, facts } };
}

/** Reads what a verb asks for, after its input was found to be in order; what is not, the decision refuses. */
async function gather(
	verb: Verb,
	command: Command,
	sources: FactSources & { readonly head: Oid | null },
): Promise<Json | undefined> {
	const { store, build, head } = sources;
	if (verb.name === "ping") return { version: build };
	if (head === null) return undefined;
	if (verb.gathers === "verification") {
		const found = sources.beside?.found(command.opId);
		return (found ?? (await verifyUpTo(head, sources))) as unknown as Json;
	}
	const parsed = verb.input.safeParse(command.input);
	if (!parsed.success) return undefined;
	const key = command.task as TaskKey;
	if (verb.gathers === "history") {
		const page = parsed.data as HistoryPage;
		const found = await batonHistory(store, head, { ...page, key });
		return (found ?? null) as unknown as Json;
	}
	const { at } = parsed.data as { readonly at?: string };
	const point = verb.name === "show" && at !== undefined && parsePoint(at);
	return point
		? ((await taskAt(store, head, { key, point })) as unknown as Json)
		: undefined;
}
