import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import { VERBS } from "../../src/verbs/index.ts";
import { APP, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/**
 * A board of every format and rule set that was ever released, as a git bundle: what is on people's branches has to replay
 * for ever. `UPDATE_BOARDS=1` writes the one of today; a released one is never written again.
 */
const BOARDS = fileURLToPath(new URL("../fixtures/boards/", import.meta.url));
const TODAY = "format-1-rules-1.bundle";
const execute = promisify(execFile);

let scratch: string;

const git = (...words: readonly string[]) =>
	execute("git", [...words], {
		env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
	});

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	if (process.env.UPDATE_BOARDS === "1") await writeToday();
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

const HEAD = "a".repeat(40);

/** One phase of one step, with a gate and an approval. */
const PHASES: JsonObject[] = [
	{
		name: "Build",
		steps: [{ role: "backend-engineer", task: "Build it" }],
		gate: { name: "tests", command: "npm test" },
		approval: { reason: "it matters" },
	},
];

/** Says every verb that writes, once at least, so that the board holds what each leaves behind. */
const ACTS: readonly (readonly [
	who: string,
	verb: string,
	task: string | undefined,
	input?: JsonObject,
])[] = [
	["alice", "priority", "1", { priority: "high" }],
	["alice", "require", "2", { capability: "python" }],
	["alice", "assign", "1", { assignee: "bob" }],
	["alice", "unassign", "1"],
	["alice", "depend", "3", { on: ["1", "2"] }],
	["alice", "undepend", "3", { on: ["2"] }],
	["bob", "claim", "1", { for: "20m" }],
	["bob", "note", "1", { kind: "decision", body: "One regular expression" }],
	["bob", "patch", "1", { patch: { current_state: ["Half of it: `x`"] } }],
	["bob", "artifact", "1", { kind: "pr", ref: "57" }],
	["bob", "handoff", "1", { to: "alice", note: "the rest" }],
	["alice", "claim-next", undefined],
	["baton", "head", "1", { sha: HEAD, state: "open", pull_request: 57 }],
	["alice", "release", "1", { reason: "no database" }],
	["bob", "claim", "1"],
	["bob", "heartbeat", "1"],
	["bob", "done", "1", { deliverable: "durations" }],
	["bob", "changes", "1", { body: "the error path" }],
	["bob", "claim", "1"],
	["bob", "ack", "1"],
	["bob", "done", "1"],
	["alice", "approve", "1"],
	["bob", "register", undefined, { capabilities: ["python"], max_leases: 2 }],
	["bob", "claim", "6"],
	["bob", "summary", "6", { summary: "Half of it stands." }],
	["bob", "remember", "6", { key: "db/port", value: "5433", ttl: "7d" }],
	["bob", "remember", undefined, { key: "ci", value: "slow", scope: "shared" }],
	[
		"bob",
		"remember",
		undefined,
		{ key: "editor", value: "ed", scope: "agent" },
	],
	["bob", "artifact", "6", { kind: "file", ref: "src/a.py" }],
	["bob", "retract", "6", { artifact: "a1", reason: "wrong file" }],
	["bob", "fail", "6", { reason: "no disk", tokens: { input: 10, output: 2 } }],
	["alice", "due", "6", { due: "2027-01-31" }],
	["alice", "edit", "6", { title: "Sixth, told better" }],
	["carol", "propose-edit", "6", { title: "Sixth!", description: "More." }],
	["alice", "edit", "6", { pending: "accept" }],
	["alice", "claim", "6"],
	["maintainer", "force-release", "6", { reason: "needed elsewhere" }],
	["alice", "subtask", "6", { title: "A part of it", park: true }],
	["alice", "parent", "2", { parent: "6" }],
	["alice", "unparent", "2"],
	["alice", "block", "2", { reason: "the vendor" }],
	["alice", "unblock", "2"],
	["alice", "move", "2", { to: "backlog" }],
	["baton", "exempt", "2", { on: true }],
	[
		"baton",
		"dismiss",
		"2",
		{ verb: "move", code: "X", by: { id: 1, login: "a" } },
	],
	["alice", "cancel", "2"],
	["alice", "reopen", "2"],
	["maintainer", "override", "3", { reason: "by hand" }],
	["alice", "close", "4", { reason: "not_planned" }],
	["alice", "claim", "5"],
	["alice", "plan", "7", { plan: { phases: PHASES } }],
	["alice", "start", "7"],
	["bob", "dispatched", "7/1.1", { for: "20m" }],
	["bob", "record", "7/1.1", { status: "failed", error: "no disk" }],
	["alice", "retry", "7/1.1"],
	["bob", "claim", "7/1.1"],
	["bob", "release", "7/1.1"],
	["bob", "claim", "7/1.1"],
	[
		"bob",
		"record",
		"7/1.1",
		{ status: "complete", outcome: "Done", tokens: { input: 9, output: 1 } },
	],
	["alice", "amend", "7", { description: "One more", add_step: ["1:b:Look"] }],
	["alice", "skip", "7/1.2", { reason: "nothing to look at" }],
	["bob", "gate", "7", { phase: 1, result: "fail", reason: "it is red" }],
	["maintainer", "override", "7", { reason: "the gate is broken" }],
	["alice", "approve", "7", { feedback: "and the error path" }],
	["bob", "claim", "7/2.1"],
	["bob", "record", "7/2.1", { status: "complete" }],
	["bob", "gate", "7", { phase: 2, result: "pass" }],
	["bob", "done", "7"],
];

async function writeToday(): Promise<void> {
	const dir = join(scratch, "today");
	await git("init", "--quiet", dir);
	const bench = makeBench();
	const engine = new Engine({
		store: await openLocalStore({ dir, branch: "baton/board" }),
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "fixture",
		onDefect: (error) => {
			throw error;
		},
	});
	await openBoard(
		{ ...bench, engine },
		{ review: "always", allow_unproven_gates: true },
		["1", "2", "3", "4", "5", "6", "7"],
	);
	for (const [who, verb, task, input = {}] of ACTS) {
		// A heartbeat is an effect only once half the lease is over; a claim after a failure has to wait half a minute.
		bench.advance(verb === "heartbeat" ? 6 * 60_000 : 31_000);
		const role =
			who === "baton" ? "app" : who === "maintainer" ? "admin" : "write";
		const [key, step] = task?.split("/") ?? [];
		const [answer] = await engine.perform([
			{
				...say(bench, who, verb, {
					role,
					input,
					...(key === undefined ? {} : { task: key }),
				}),
				...(step === undefined ? {} : { step }),
			},
		]);
		if (answer?.ok !== true) throw new Error(`${verb}: ${answer?.message}`);
	}
	for (let attempt = 0; attempt < 5; attempt++) {
		bench.advance(24 * 3_600_000);
		await engine.perform([bench.appSays("expire", {}, "5")]);
		bench.advance(24 * 3_600_000);
		await engine.perform([say(bench, "alice", "claim", { task: "5" })]);
	}
	await engine.perform([
		say(bench, "maintainer", "requeue", { task: "5", role: "admin" }),
		bench.appSays("mark", {
			comment: 5,
			event: 1_010,
			since: new Date(bench.nowMs()).toISOString(),
		}),
	]);
	await engine.close();
	await git(
		"-C",
		dir,
		"bundle",
		"create",
		"--quiet",
		join(BOARDS, TODAY),
		"baton/board",
	);
}

test("every released board replays byte for byte with this version, and can be gone on with", async () => {
	const bundles = (await readdir(BOARDS)).filter((name) =>
		name.endsWith(".bundle"),
	);
	expect(bundles).toContain(TODAY);
	for (const name of bundles) {
		const dir = join(scratch, name);
		await git("clone", "--quiet", "--bare", join(BOARDS, name), dir);
		const store = await openLocalStore({ dir, branch: "baton/board" });
		expect(
			await verify(store, { identity: githubIdentity(APP) }),
			name,
		).toMatchObject({ ok: true });
		const bench = makeBench();
		const engine = new Engine({
			store,
			identity: bench.identity,
			// A board may have been recorded at any time before this.
			nowMs: () => Date.UTC(2100, 0, 1),
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
		});
		const saying = say(bench, "alice", "note", {
			task: "2",
			opId: "c999999:1",
			input: { body: "still here" },
		});
		expect(await engine.perform([saying])).toMatchObject([{ ok: true }]);
		await engine.close();
	}
});

test("the board of today holds what every verb leaves behind that writes", async () => {
	const dir = join(scratch, "today-again");
	await git("clone", "--quiet", "--bare", join(BOARDS, TODAY), dir);
	const { stdout } = await git(
		"-C",
		dir,
		"log",
		"--format=%(trailers:key=Baton-Op,valueonly,separator=)",
		"baton/board",
	);
	const said = new Set(stdout.split("\n").filter((verb) => verb !== ""));
	// `recover` needs a branch that somebody rewrote and `upgrade` newer rules, so they have tests of their own.
	const unsaid = VERBS.filter(
		({ reads, name }) =>
			reads !== true &&
			!said.has(name) &&
			name !== "recover" &&
			name !== "upgrade",
	).map(({ name }) => name);
	expect(unsaid).toEqual([]);
});
