import type { TaskKey } from "../core/task.ts";
import type { BoardState } from "../store/board-state.ts";
import {
	childOf,
	type DirectoryNode,
	type Node,
} from "../store/git/directory.ts";
import { fromByteString } from "../store/git/object.ts";
import type { Tree } from "../store/git/tree.ts";
import { taskOfPath } from "../store/layout.ts";
import type { Oid, Store } from "../store/store.ts";
import type { HealthFacts } from "../verbs/doctor.ts";
import type { Head } from "./head.ts";

/** So many of each kind are named. */
const NAMED = 20;
/** How many commits are counted to tell how much is missing. */
const MAX_COUNTED = 10_000;

/**
 * What can be found out about a board's branch, as the facts of `doctor`. `thorough` looks into every document of every task,
 * which takes a while on a large board.
 */
export async function healthOf(
	head: Head,
	store: Store,
	{ thorough = false }: { readonly thorough?: boolean } = {},
): Promise<HealthFacts> {
	const { state, freeze, foreign } = head;
	const { problem } = state;
	const broken = thorough ? [...allBroken(head)] : [...state.broken()];
	const skewMs = store.clockSkewMs();
	return {
		...(freeze === undefined ? {} : { frozen: await frozenFacts(head, store) }),
		...(problem === undefined ? {} : { problem }),
		quarantined: broken
			.slice(0, NAMED)
			.map(([task, reason]) => ({ task, reason })),
		quarantined_count: broken.length,
		...(foreign === undefined ? {} : { foreign: foreign.commits }),
		strays: [...strays(state.tree)],
		unreadable: [...damagedBeside(state)].slice(0, NAMED),
		...(skewMs === undefined ? {} : { clock_skew_ms: Math.round(skewMs) }),
	};
}

async function frozenFacts(
	{ freeze, acknowledged: last }: Head,
	store: Store,
): Promise<HealthFacts["frozen"]> {
	if (freeze === undefined) return undefined;
	const { kind, head, acknowledged, reason } = freeze;
	const missing =
		kind === "damaged" || kind === "newer"
			? undefined
			: await countMissing(acknowledged, head, store).catch(() => undefined);
	const isThere =
		last.oid === acknowledged ||
		(await store.version(acknowledged).then(
			() => true,
			() => false,
		));
	return {
		kind,
		acknowledged,
		branch: head,
		...(reason === undefined ? {} : { reason }),
		...(missing === undefined ? {} : { missing }),
		...(isThere ? {} : { gone: true }),
	};
}

/** How many commits of one line the other does not hold; undefined when there are too many to count. */
async function countMissing(
	acknowledged: Oid,
	head: Oid | null,
	store: Store,
): Promise<number | undefined> {
	const held = new Set<Oid>();
	if (head !== null)
		for await (const { oid } of store.log(head))
			if (held.add(oid).size > MAX_COUNTED) break;
	let missing = 0;
	for await (const { oid } of store.log(acknowledged)) {
		if (held.has(oid)) return missing;
		if (++missing > MAX_COUNTED) return undefined;
	}
	return missing;
}

function* allBroken({ state }: Head): Iterable<readonly [TaskKey, string]> {
	for (const key of state.keys()) {
		const reason = state.unreadable(key);
		if (reason !== undefined) yield [key, reason];
	}
}

/** What is on the branch and belongs to nothing: odd entries at the top, and folders in the tasks' place that are no task's. */
function* strays({ root }: Tree): Iterable<string> {
	let named = 0;
	const tasks = childOf(root, "tasks");
	for (const found of [...odd(root, ""), ...misplaced(tasks)]) {
		yield found;
		if (++named >= NAMED) return;
	}
}

function* odd(directory: DirectoryNode, at: string): Iterable<string> {
	for (const [index, { name }] of directory.shape.entries.entries())
		if (directory.children[index]?.kind === "odd") yield shown(at, name);
}

function* misplaced(tasks: Node | undefined): Iterable<string> {
	if (tasks?.kind !== "directory") return;
	for (const [index, { name: hash }] of tasks.shape.entries.entries()) {
		const folders = tasks.children[index];
		const at = `tasks/${fromByteString(hash)}/`;
		if (folders?.kind !== "directory") yield shown("tasks/", hash);
		else
			for (const { name } of folders.shape.entries)
				if (taskOfPath(`${at}${fromByteString(name)}/`) === undefined)
					yield shown(at, name);
	}
}

/** The documents of agents and memories that cannot be used: they are no task's either, and nothing is written to them. */
function* damagedBeside(state: BoardState): Iterable<string> {
	const documents = [
		"memory/shared" as const,
		...Array.from(state.agents(), (name) => `agents/${name}` as const),
		...Array.from(
			state.remembering(),
			(name) => `memory/agents/${name}` as const,
		),
	];
	for (const document of documents) {
		const reason = state.damage(document);
		if (reason !== undefined)
			yield `${document}.yaml, which cannot be read (${reason})`;
	}
}

/** Names by hand may be anything; so much of one is enough to find it by. */
function shown(at: string, name: string): string {
	return JSON.stringify(`${at}${fromByteString(name)}`.slice(0, 100));
}
