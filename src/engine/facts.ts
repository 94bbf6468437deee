import type { Command } from "../core/command.ts";
import type { Json } from "../core/errors.ts";
import type { Oid, Store } from "../store/store.ts";
import { findVerb } from "../verbs/index.ts";
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
	head: Oid | null,
	sources: FactSources,
): Promise<Command> {
	const facts = await gather(command, head, sources);
	return facts === undefined
		? command
		: { ...command, input: { ...command.input, facts } };
}

async function gather(
	command: Command,
	head: Oid | null,
	{ store, identity, build }: FactSources,
): Promise<Json | undefined> {
	const verb = findVerb(command.verb);
	if (verb?.name === "ping") return { version: build };
	if (
		verb?.gathers === "history" &&
		command.task !== undefined &&
		head !== null
	) {
		return (await batonHistory(store, head, command.task)) as unknown as Json;
	}
	if (verb?.gathers === "verification" && command.role !== "none")
		return (await verify(store, { head, identity })) as unknown as Json;
	return undefined;
}
