import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	afterAll,
	beforeAll,
	beforeEach,
	describe,
	expect,
	test,
} from "vitest";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git } from "../support/staging.ts";

/** What the repository takes for a secret; nothing that Baton itself would take out. */
const POISON = "house-secret-4711";

/** A rule of the repository: no commit may bring the poison, in its message or in its files. */
const HOOK = `#!/bin/sh
while read old new ref; do
	case $old in *[!0]*) range=$old..$new ;; *) range=$new ;; esac
	if git log --patch --format=%B $range | grep -q ${POISON}; then
		echo "a secret was found" >&2
		exit 1
	fi
done
`;

const BATCH = 16;

let server: GitServer;
let bench: Bench;
let engine: Engine;
let store: Store;
let gitdir: string;
let boards = 0;

beforeAll(async () => {
	server = await startGitServer();
});

afterAll(() => server.close());

beforeEach(async () => {
	const name = `board-${++boards}`;
	gitdir = await server.create(name);
	await writeFile(join(gitdir, "hooks/pre-receive"), HOOK, { mode: 0o755 });
	bench = makeBench();
	store = await openHttpStore({
		url: server.url(name),
		branch: "baton/board",
		cacheDir: join(server.directory, `cache-${boards}`),
	});
	engine = new Engine({
		store,
		identity: githubIdentity(APP),
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	await openBoard({ ...bench, engine }, {}, ["41", "42"]);
	server.requests.length = 0;
});

const note = (body: string, task = "42") =>
	say(bench, "alice", "note", { task, input: { body } });

const REFUSED = {
	ok: false,
	code: "VALIDATION",
	retryable: false,
	message: expect.stringContaining("declined"),
	hint: expect.stringMatching(/secret.*rule of the repository/),
};

async function expectSound(notes: number): Promise<void> {
	await git(gitdir, "fsck", "--strict");
	const log = await git(gitdir, "log", "--format=%s%n%b", "-p", "baton/board");
	expect(log).not.toContain(POISON);
	expect(log.match(/^note /gm) ?? []).toHaveLength(notes);
	expect(await verify(store, { identity: githubIdentity(APP) })).toMatchObject({
		ok: true,
	});
}

describe("what the repository's own rule refuses", () => {
	test.each([
		["at the start of a batch", [0]],
		["in the middle", [7]],
		["at the end", [BATCH - 1]],
		["twice, side by side", [7, 8]],
		["twice, in both halves", [3, 12]],
		["first and last", [0, BATCH - 1]],
		["everywhere", Array.from({ length: BATCH }, (_, index) => index)],
	])("%s is refused alone, and the others are written", async (_, poisoned) => {
		const answers = await Promise.all(
			Array.from({ length: BATCH }, (_, index) =>
				engine.perform([
					note(poisoned.includes(index) ? `the key: ${POISON}` : `${index}`),
				]),
			),
		);
		for (const [index, answer] of answers.entries())
			expect(answer).toMatchObject([
				poisoned.includes(index) ? REFUSED : { ok: true },
			]);
		await expectSound(BATCH - poisoned.length);
		const pushes = server.requests.filter(
			({ service }) => service === "git-receive-pack",
		).length;
		// Halving: for each poison a push and a refusal a level, and never more than all pairs.
		expect(pushes).toBeLessThanOrEqual(
			Math.min(2 * BATCH - 1, 1 + 2 * 4 * poisoned.length),
		);
	});

	test("within one comment stops there: what was said before it stands, what comes after is not done", async () => {
		const [script, other] = await Promise.all([
			engine.perform([
				note("one"),
				note("two"),
				note(POISON),
				note("never", "41"),
			]),
			engine.perform([note("of somebody else", "41")]),
		]);
		expect(script).toMatchObject([{ ok: true }, { ok: true }, REFUSED]);
		expect(script).toHaveLength(3);
		expect(other).toMatchObject([{ ok: true }]);
		await expectSound(3);
	});

	test("is refused again when it is said again, and welcome without it", async () => {
		expect(await engine.perform([note(POISON)])).toMatchObject([REFUSED]);
		expect(await engine.perform([note(POISON)])).toMatchObject([REFUSED]);
		expect(await engine.perform([note("without")])).toMatchObject([
			{ ok: true },
		]);
		await expectSound(1);
	});

	test("in a file of its own, too long for the message, is found there as well", async () => {
		const long = `${"x".repeat(7_900)} ${POISON} ${"\u0001".repeat(200)}`;
		const [refused, taken] = await Promise.all([
			engine.perform([note(long)]),
			engine.perform([note("short")]),
		]);
		expect(refused).toMatchObject([REFUSED]);
		expect(taken).toMatchObject([{ ok: true }]);
		await expectSound(1);
	});
});
