import { brokenBetween } from "../../src/core/between.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { opIdOf, readEntry } from "../../src/store/journal.ts";
import type { CommitRecord, Store } from "../../src/store/store.ts";

/** Verbs whose commits leave versions alone. */
const QUIET: readonly string[] = ["heartbeat", "dismiss"];

/** What a log breaks of the invariants that can be read off it commit by commit; empty when it holds all of them. */
export async function brokenInvariants(
	store: Store,
): Promise<readonly string[]> {
	const records: CommitRecord[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const record of store.log(head)) records.unshift(record);
	const broken: string[] = [];
	const [before, after] = [
		new BoardState(emptyTree()),
		new BoardState(emptyTree()),
	];
	const opIds = new Set<string>();
	for (const record of records) {
		const { tree } = await store.version(record.oid);
		after.moveTo(tree);
		const entry = readEntry(record.message, (path) => tree.get(path));
		const verb = entry.ok ? entry.command.verb : "?";
		const opId = opIdOf(record.message) ?? "";
		const complain = (what: string) =>
			broken.push(`${record.oid.slice(0, 8)} ${verb}: ${what}`);
		if (opIds.has(opId)) complain(`op id ${opId} twice`);
		opIds.add(opId);
		const rises = QUIET.includes(verb) ? 0 : 1;
		const rise = { least: rises, most: rises };
		for (const key of after.keys())
			for (const fault of brokenBetween(before, after, { key, rise }))
				complain(`${key} ${fault}`);
		before.moveTo(tree);
	}
	return broken;
}
