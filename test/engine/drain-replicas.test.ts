import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { PushPace } from "../../src/engine/push-pace.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { configFile } from "../../src/schema/config.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP } from "../support/bench.ts";
import {
	makeChance,
	randomTasks,
	wrongOrder,
} from "../support/random-tasks.ts";
import { git } from "../support/staging.ts";

const TASKS = 1_000;
const WORKERS = 16;
/** A replica that has nothing to do looks at the branch again so soon. */
const TIMEOUT_MS = 100;
const BRANCH = "baton/board";

let said = 0;

function say(actor: Saying["actor"], verb: string, task?: string): Saying {
	return {
		verb,
		input: {},
		...(task === undefined ? {} : { task }),
		actor,
		role: actor === APP ? "app" : "write",
		opId: `k${(++said).toString(16).padStart(16, "0")}`,
	};
}

function openEngine(store: Store): Engine {
	return new Engine({
		store,
		identity: githubIdentity(APP),
		nowMs: Date.now,
		pause: (ms) => pause(ms),
		// As in the app: whoever has just lost a race leaves the other a moment.
		pace: new PushPace(() => performance.now()),
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
}

/** Works until nothing is left to do, and says that a task is done along with the claim of the next. Answers how many it finished. */
async function live(
	engine: Engine,
	{ id, left }: { readonly id: number; readonly left: Set<string> },
): Promise<number> {
	const agent = `worker-${id}`;
	const actor = { id: 10_000 + id, login: agent };
	let finished = 0;
	let held: string | undefined;
	while (left.size > 0) {
		held ??= await claimShown(engine, actor);
		if (held === undefined) continue;
		const script = [say(actor, "done", held), say(actor, "claim-next")];
		const [done, next] = await engine.perform(script);
		if (done?.ok !== true) throw new Error(JSON.stringify(done));
		if (!left.delete(held)) throw new Error(`${held} was finished twice`);
		finished++;
		held = next?.ok === true ? next.task : undefined;
	}
	return finished;
}

/** Waits for a task and claims it; undefined when there was none in time, or another was faster. */
async function claimShown(
	engine: Engine,
	actor: Saying["actor"],
): Promise<string | undefined> {
	const shown = await engine.wait({
		actor,
		agent: actor.login,
		role: "write",
		timeoutMs: TIMEOUT_MS,
	});
	if (!shown.ok) throw new Error(shown.message);
	const task = shown.data.task as JsonObject | null;
	if (task === null) return undefined;
	const claim = say(actor, "claim", String(task.key));
	const [claimed] = await engine.perform([claim]);
	return claimed?.ok === true ? claimed.task : undefined;
}

test("1,000 tasks in a random DAG are drained by 16 workers of two processes on one repository, each task once", async () => {
	const dir = await mkdtemp(join(tmpdir(), "baton-drain-"));
	try {
		await git(dir, "init", "--quiet", "--initial-branch=main");
		const open = () => openLocalStore({ dir, branch: BRANCH });
		const stores = [await open(), await open()] as const;
		const engines = stores.map(openEngine);
		const [first] = engines;
		const tasks = randomTasks(TASKS, makeChance(5));
		const config = configFile.parse({
			wip: { in_progress: 50 },
			pushes_per_minute: 0,
		});
		const opening: Saying = {
			...say(APP, "configure"),
			input: { name: "board", config } as unknown as JsonObject,
		};
		const enrolling = tasks.map(
			({ key, blocked_by, priority }): Saying => ({
				...say(APP, "enroll", key),
				input: { title: `Task ${key}`, blocked_by, priority },
			}),
		);
		const answers = await first?.perform([opening, ...enrolling]);
		expect(answers?.filter(({ ok }) => ok)).toHaveLength(TASKS + 1);
		const left = new Set(tasks.map(({ key }) => key));
		const finished = await Promise.all(
			Array.from({ length: WORKERS }, (_, id) =>
				live(engines[id % 2] as Engine, { id, left }),
			),
		);
		expect(finished.reduce((sum, count) => sum + count, 0)).toBe(TASKS);
		await Promise.all(engines.map((engine) => engine.close()));

		const subjects = await git(dir, "log", "--reverse", "--format=%s", BRANCH);
		expect(wrongOrder(tasks, subjects.trimEnd().split("\n"))).toEqual([]);
		await git(dir, "gc", "--quiet");
		const store = await open();
		const identity = githubIdentity(APP);
		expect(await verify(store, { identity })).toMatchObject({ ok: true });
		await store.close();
		await git(dir, "fsck", "--strict");
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}, 180_000);
