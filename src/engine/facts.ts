import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { Json } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import type { Oid, Store } from "../store/store.ts";
import { authorize } from "../verbs/authorize.ts";
import { findVerb } from "../verbs/index.ts";
import type { Verb } from "../verbs/verb.ts";
import { batonHistory } from "./baton-history.ts";
import type { Identity } from "./identity.ts";
import { verify } from "./verify.ts";

/** Where the facts of reading verbs come from. */
export interface FactSources {
	readonly store: Store;
	readonly identity: Identity;
	readonly build: string;
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

async function gather(
	verb: Verb,
	command: Command,
	{ store, identity, build, head }: FactSources & { readonly head: Oid | null },
): Promise<Json | undefined> {
	if (verb.name === "ping") return { version: build };
	if (head === null) return undefined;
	if (verb.gathers === "history")
		return (await batonHistory(
			store,
			head,
			command.task as TaskKey,
		)) as unknown as Json;
	return verb.gathers === "verification"
		? ((await verify(store, { head, identity })) as unknown as Json)
		: undefined;
}
