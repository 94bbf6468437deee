import type { Refusal } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { opIdOf, trailersOf } from "../store/journal.ts";
import type { Oid, Signature, StagedCommit, Store } from "../store/store.ts";
import type { Answer } from "./answer.ts";
import { type Committer, isSame, rootCommitter } from "./board-committer.ts";
import { Head } from "./head.ts";
import type { Identity } from "./identity.ts";
import { plan } from "./plan.ts";
import type { Saying } from "./saying.ts";
import { endingWhereShallow } from "./shallow-log.ts";
import { type Fork, findFork } from "./sync-fork.ts";
import { type OwnCommand, ownCommands } from "./sync-own.ts";

/** Two heads of one board, both readable in one store: null where there is no such branch. */
export interface SyncHeads {
	readonly local: Oid | null;
	readonly remote: Oid | null;
}

export interface SyncOptions {
	readonly store: Store;
	/** Whose names stand in the remote's commits. */
	readonly identity: Identity;
	readonly build: string;
	readonly nowMs: () => number;
}

/**
 * What became of one local command. `kept`: it holds, in the commit named. `there`: the remote has it already. `idle`: on
 * the remote's head it changes nothing. `refused`: on the remote's head it is.
 */
export interface SyncedCommand {
	/** The local commit it stood in. */
	readonly was: Oid;
	readonly verb: string;
	readonly task?: TaskKey;
	readonly opId: string;
	readonly actor: string;
	/** When it was said. */
	readonly at: string;
	readonly outcome: "kept" | "there" | "idle" | "refused";
	readonly commit?: Oid;
	readonly refusal?: Pick<Refusal, "code" | "message" | "hint">;
}

/**
 * What a board comes to whose two heads have to become one. `head` follows the remote's, by the commits `staged` where they
 * are new. `same`: nothing to do. `behind`: only the remote has more. `ahead`: only the local branch has more. `decided`: both
 * had, and the local commands were decided again on the remote's head.
 */
export type Synced =
	| {
			readonly kind: "same" | "behind" | "ahead" | "decided";
			readonly head: Oid | null;
			readonly staged: readonly StagedCommit[];
			readonly commands: readonly SyncedCommand[];
	  }
	| {
			readonly kind: "refused";
			readonly reason: string;
			/** The first commit that stands in the way, if one does. */
			readonly commit?: Oid;
	  };

/**
 * Works out how local commands go on from the remote's head: each is decided again there, in order, with its own actor,
 * role, input and op id, as of now. Nothing is written. Throws `STORE_UNAVAILABLE` when the repository cannot be read.
 */
export async function planSync(
	heads: SyncHeads,
	options: SyncOptions,
): Promise<Synced> {
	const { local, remote } = heads;
	const { store } = options;
	const empty = { staged: [], commands: [] } as const;
	if (local === remote) return { kind: "same", head: remote, ...empty };
	if (local === null) return { kind: "behind", head: remote, ...empty };
	const fork = await findFork(store, { ours: local, theirs: remote });
	if (fork === undefined)
		return refused(
			"The branch here and the remote's have no commit in common: they are two boards.",
		);
	if (fork.ours.length === 0) return { kind: "behind", head: remote, ...empty };
	const committer = await nameOf(fork, options);
	const isAhead = fork.base === remote;
	const own = await ownCommands(store, { ...fork, committer, isAhead });
	if ("reason" in own)
		return {
			...refused(
				`Only commands can be decided again, and ${own.record.oid.slice(0, 12)} (${subjectOf(own.record.message)}) is none: ${own.reason}.`,
			),
			commit: own.record.oid,
		};
	if (isAhead) {
		const commands = own.map((one) => told(one, "kept", one.record.oid));
		return { kind: "ahead", head: local, staged: [], commands };
	}
	// All there was is an acknowledgement, which whoever says the next command makes anew.
	if (own.length === 0) return { kind: "behind", head: remote, ...empty };
	return decideAgain({ remote, fork, own, committer }, options);
}

/** Commands said without the server are committed in the board's own name too: it names the board, not the machine. */
function nameOf({ base, ours }: Fork, { store }: SyncOptions) {
	const on = base ?? ours[0]?.oid;
	if (on === undefined) throw new Error("no command to look at");
	return rootCommitter(store, on);
}

/** The op ids of commands that the remote has. Anybody can write one into a message: it must be Baton's that says so. */
function theirOps({ theirs }: Fork, committer: Committer): ReadonlySet<string> {
	const ids = theirs.flatMap(({ message, committer: by }) =>
		isSame(by, committer) && trailersOf(message).get("Kind") === "op"
			? (opIdOf(message) ?? [])
			: [],
	);
	return new Set(ids);
}

interface Parted {
	readonly remote: Oid | null;
	readonly fork: Fork;
	readonly own: readonly OwnCommand[];
	readonly committer: Committer;
}

async function decideAgain(
	{ remote, fork, own, committer }: Parted,
	options: SyncOptions,
): Promise<Synced> {
	const store: Store = {
		...endingWhereShallow(options.store),
		head: async () => remote,
	};
	const head = new Head({ store, identity: options.identity });
	await head.refresh();
	if (head.frozen !== undefined)
		return refused(`The remote's board is frozen: ${head.frozen}.`);
	if (head.tree !== head.version.tree && head.foreign === undefined)
		return refused(
			"The remote's board is of an older format; the first command said there migrates it.",
		);
	const known = theirOps(fork, committer);
	const fresh = own.filter(({ command }) => !known.has(command.opId));
	const { answers, staged } = await plan(
		head,
		fresh.map((one) => ({ script: [sayAgain(one)] })),
		{
			...options,
			store,
			identity: signedAsBefore(own),
			onDefect: (error) => {
				throw error;
			},
		},
	);
	const answered = new Map(fresh.map((one, at) => [one, answers[at]?.[0]]));
	const commands = own.map((one) => outcomeOf(one, answered.get(one)));
	return {
		kind: "decided",
		head: staged.at(-1)?.oid ?? remote,
		staged,
		commands,
	};
}

/** The same command: only the time of the decision is another, and so when it was said has to be told. */
function sayAgain({ command }: OwnCommand): Saying {
	const { now, ...said } = command;
	return { ...said, at: command.at ?? now };
}

/** The names in a commit that is made again are those that stood in it. */
function signedAsBefore(own: readonly OwnCommand[]): Identity {
	const authors = new Map<number, Signature>();
	for (const { command, record } of own)
		authors.set(command.actor.id, record.author);
	const [first] = own;
	if (first === undefined) throw new Error("no command to sign");
	const { committer } = first.record;
	return {
		author: ({ id }, at) => ({ ...(authors.get(id) ?? committer), at }),
		committer: (at) => ({ ...committer, at }),
	};
}

function outcomeOf(one: OwnCommand, answer: Answer | undefined): SyncedCommand {
	if (answer === undefined) return told(one, "there");
	if (!answer.ok) {
		const { code, message, hint } = answer;
		return { ...told(one, "refused"), refusal: { code, message, hint } };
	}
	if (answer.repeated === true) return told(one, "there", answer.commit);
	return told(
		one,
		answer.commit === undefined ? "idle" : "kept",
		answer.commit,
	);
}

function told(
	{ command, record }: OwnCommand,
	outcome: SyncedCommand["outcome"],
	commit?: Oid,
): SyncedCommand {
	const { verb, task, opId, actor, at = command.now } = command;
	return {
		was: record.oid,
		verb,
		...(task === undefined ? {} : { task }),
		opId,
		actor: actor.login,
		at,
		outcome,
		...(commit === undefined ? {} : { commit }),
	};
}

function refused(reason: string): Synced & { kind: "refused" } {
	return { kind: "refused", reason };
}

function subjectOf(message: string): string {
	return JSON.stringify(message.split("\n", 1)[0]?.slice(0, 80));
}
