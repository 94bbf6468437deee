import type { Baton } from "../core/baton.ts";
import { unwrapPatch } from "../core/baton.ts";
import type { Json, JsonObject } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { decodeBaton } from "../store/codec.ts";
import { readEntry } from "../store/journal.ts";
import { taskPath } from "../store/layout.ts";
import type { Oid, Store } from "../store/store.ts";

/** One patch of a baton, and the document as it was right after it. */
export interface BatonPatchRecord {
	readonly at: Instant;
	readonly stage: string;
	readonly actor: string;
	readonly patch: JsonObject;
	readonly baton: Baton;
}

/** Every patch of a task's baton, oldest first, read from the log up to `head`. Stops at the task's own enrollment. */
export async function batonHistory(
	store: Store,
	head: Oid,
	key: TaskKey,
): Promise<readonly BatonPatchRecord[]> {
	const newestFirst: BatonPatchRecord[] = [];
	for await (const record of store.log(head)) {
		if (!record.message.includes(`\nBaton-Task: ${key}\n`)) continue;
		if (/^enroll /.test(record.message)) break;
		if (!/^Baton-Stage: /m.test(record.message)) continue;
		const { tree } = await store.version(record.oid);
		const entry = readEntry(record.message, (path) => tree.get(path));
		const baton = decodeBaton(
			tree.get(taskPath(key, "baton")) ?? new Uint8Array(),
		);
		if (!entry.ok || !baton.ok || entry.stage === undefined) continue;
		const { actor, now, input } = entry.command;
		newestFirst.push({
			at: now,
			stage: entry.stage,
			actor: actor.login,
			patch: patchOf(input),
			baton: baton.value,
		});
	}
	return newestFirst.reverse();
}

function patchOf(input: JsonObject): JsonObject {
	const patch: Json | undefined = input.patch ?? input.baton_patch;
	return typeof patch === "object" && patch !== null && !Array.isArray(patch)
		? unwrapPatch(patch as JsonObject)
		: {};
}
