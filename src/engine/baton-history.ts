import type { Baton } from "../core/baton.ts";
import { unwrapPatch } from "../core/baton.ts";
import type { Json, JsonObject } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { decodeBaton } from "../store/codec.ts";
import { readEntry } from "../store/journal.ts";
import { taskPath } from "../store/layout.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";

/** One patch of a baton, and the document as it was right after it. */
export interface BatonPatchRecord {
	readonly commit: Oid;
	readonly at: Instant;
	readonly stage: string;
	readonly agent: string;
	/** The login of the account behind it. */
	readonly actor: string;
	readonly patch: JsonObject;
	readonly baton: Baton;
}

/** A page of patches, oldest first. `older`: before that commit there is more, or was not looked any further. */
export interface BatonHistory {
	readonly patches: readonly BatonPatchRecord[];
	readonly older?: Oid;
}

/** Which page: at most `limit` patches, the newest ones before a commit, which the start of its name tells. */
export interface HistoryPage {
	readonly limit: number;
	readonly before?: string | undefined;
}

/** How much of the log one page goes through, and how far back it may start. */
const MAX_COMMITS = 100_000;
const MAX_SKIPPED = 1_000_000;

/**
 * The newest patches of a task's baton, read from the log up to `head`, and no further back than the task's enrollment.
 * Undefined when the log does not hold the commit `before`.
 */
export async function batonHistory(
	store: Store,
	head: Oid,
	{ key, limit, before }: HistoryPage & { readonly key: TaskKey },
): Promise<BatonHistory | undefined> {
	const newestFirst: BatonPatchRecord[] = [];
	let isWanted = before === undefined;
	let visited = 0;
	let skipped = 0;
	for await (const record of store.log(head)) {
		if (!isWanted) {
			isWanted = record.oid.startsWith(before ?? "");
			if (++skipped >= MAX_SKIPPED) break;
			continue;
		}
		const isOfTask = record.message.includes(`\nBaton-Task: ${key}\n`);
		if (isOfTask && record.message.startsWith("enroll ")) break;
		if (isOfTask && /^Baton-Stage: /m.test(record.message)) {
			const last = newestFirst.at(-1);
			if (last !== undefined && newestFirst.length >= limit)
				return { patches: newestFirst.reverse(), older: last.commit };
			const patch = await patchIn(store, record, key);
			if (patch !== undefined) newestFirst.push(patch);
		}
		if (++visited >= MAX_COMMITS)
			return { patches: newestFirst.reverse(), older: record.oid };
	}
	return isWanted ? { patches: newestFirst.reverse() } : undefined;
}

async function patchIn(
	store: Store,
	{ oid, message }: CommitRecord,
	key: TaskKey,
): Promise<BatonPatchRecord | undefined> {
	const { tree } = await store.version(oid);
	const entry = readEntry(message, (path) => tree.get(path));
	const baton = decodeBaton(
		tree.get(taskPath(key, "baton")) ?? new Uint8Array(),
	);
	if (!entry.ok || !baton.ok || entry.stage === undefined) return undefined;
	const { actor, agent, now, input } = entry.command;
	return {
		commit: oid,
		at: now,
		stage: entry.stage,
		agent,
		actor: actor.login,
		patch: patchOf(input),
		baton: baton.value,
	};
}

function patchOf(input: JsonObject): JsonObject {
	const patch: Json | undefined = input.patch ?? input.baton_patch;
	return typeof patch === "object" && patch !== null && !Array.isArray(patch)
		? unwrapPatch(patch as JsonObject)
		: {};
}
