import type { JsonObject } from "../../src/core/errors.ts";
import type { AcknowledgedMark } from "../../src/engine/acknowledged.ts";
import { Engine, type EngineOptions } from "../../src/engine/perform.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { taskPath } from "../../src/store/layout.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Oid, Signature, StagedCommit } from "../../src/store/store.ts";
import { type Bench, makeBench } from "./bench.ts";
import { openBoard, say } from "./speak.ts";

/** Somebody who may push. */
export const HAND = { name: "dev", email: "dev@example.com" };
export const TASK = taskPath("42", "task");

export type Edits = Readonly<Record<string, (text: string) => string>>;

export const raised = (text: string) =>
	text.replace(/version: (\d+)/, (_, n) => `version: ${Number(n) + 1}`);
export const done = (text: string) =>
	text.replace("status: ready", "status: done");

export async function aBoard(config: JsonObject = {}): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, config, ["41", "42"]);
	return bench;
}

/** Commits by somebody who may push and knows how Baton's messages look. */
export async function forge(
	bench: Bench,
	edits: Edits,
	{
		message = "by hand\n",
		on = bench.repository.head,
		by = HAND,
		times = 1,
	}: {
		message?: string;
		on?: Oid | null;
		by?: Omit<Signature, "at">;
		times?: number;
	} = {},
): Promise<Oid> {
	const at = Math.floor(bench.nowMs() / 1_000);
	let version = await bench.store.version(on);
	const staged: StagedCommit[] = [];
	for (let count = 0; count < times; count++) {
		const files = Object.entries(edits).map(([path, edit]) => {
			const text = new TextDecoder().decode(version.tree.get(path));
			return [path, new TextEncoder().encode(edit(text))] as const;
		});
		const one = stageCommit(version, {
			files: new Map(files),
			message,
			author: { ...by, at },
			committer: { ...by, at },
		});
		staged.push(one);
		version = one;
	}
	bench.repository.head = on;
	await bench.store.append(on, staged);
	return version.oid as Oid;
}

/** Another process, in some ways a special one. */
export function engineOn(
	bench: Bench,
	special: Partial<EngineOptions>,
): Engine {
	return new Engine({
		store: openMemoryStore(bench.repository),
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
		...special,
	});
}

export async function ask(
	bench: Bench,
	verb: string,
	task?: string,
	{
		input = {},
		engine = bench.engine,
	}: { input?: object; engine?: Engine } = {},
) {
	const [answer] = await engine.perform([
		say(bench, "maintainer", verb, {
			role: "admin",
			input: input as JsonObject,
			...(task === undefined ? {} : { task }),
		}),
	]);
	return answer;
}

export const note = (bench: Bench, engine = bench.engine) =>
	ask(bench, "note", "41", { input: { body: "on we go" }, engine });

export const quarantined = (bench: Bench, engine = bench.engine) =>
	engine.inspect((board) => board.unreadable("42"));

/** What a recovery says, also when nobody said it. */
export const recovery = (
	bench: Bench,
	known: Oid | null,
	chosen: Oid | null = known,
) =>
	`r\n\nBaton-Kind: recover\nBaton-Actor: eve (66)\nBaton-Role: admin\nBaton-Chosen: ${chosen}\nBaton-Acknowledged: ${known}\nBaton-Now: ${new Date(bench.nowMs()).toISOString()}\n`;

export const timed = (now: string) => `i\n\nBaton-Now: ${now}\n`;

/** A mark that remembers one commit, whatever happens. */
export const knowing = (oid: Oid): AcknowledgedMark => ({
	read: async () => oid,
	write: () => undefined,
	settled: async () => undefined,
});
