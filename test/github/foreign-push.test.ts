import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { STATUS_MARKER } from "../../src/github/projection/status-comment.ts";
import { Repository } from "../../src/github/repository.ts";
import { taskPath } from "../../src/store/layout.ts";
import { type Clones, git, startClones } from "../forge/git-client.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { APP, makeBench } from "../support/bench.ts";
import { until } from "../support/client.ts";
import { makeFakeGitHub, makeFakeHeads } from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";

/** What somebody else pushes to the board's branch is judged when the push is heard of: no command and no sweep comes to help. */
let app: AppOnForge;
let clones: Clones;

beforeAll(async () => {
	app = await startAppOnForge({
		config: "review: never\npushes_per_minute: 0\n",
	});
	clones = startClones(app.forge);
	await app.served.sweep();
});

afterAll(async () => {
	await clones.remove();
	await app.close();
});

const as = (who: string) => app.client.as(who).rest;

async function task(): Promise<number> {
	const { data } = await as("maintainer").issues.create({
		...{ ...DEMO, title: "Read durations", labels: ["baton"] },
	});
	await status(data.number, "can be claimed");
	return data.number;
}

/** The status comment of an issue, once it says something. */
async function status(issue: number, words: string): Promise<string> {
	return until(`${words} on ${issue}`, async () => {
		const { data } = await as("bob").issues.listComments({
			...{ ...DEMO, issue_number: issue },
		});
		return data
			.map(({ body = "" }) => body)
			.find((body) => body.startsWith(STATUS_MARKER) && body.includes(words));
	});
}

/** Somebody edits a task's state and pushes it. */
async function edit(
	issue: number,
	change: (text: string) => string,
): Promise<void> {
	const dir = await clones.clone("alice");
	await git(dir, "checkout", "--quiet", "baton/board");
	const path = join(dir, taskPath(String(issue), "task"));
	await writeFile(path, change(await readFile(path, "utf8")));
	await git(dir, "commit", "--quiet", "-a", "-m", "by hand");
	expect(await git(dir, "push", "--quiet", "origin", "HEAD:baton/board")).toBe(
		"",
	);
}

test("an edit that no command could have made sets its task apart, and its issue says so", async () => {
	const issue = await task();
	await edit(issue, (text) => text.replace("status: ready", "status: done"));
	const said = await status(issue, "**quarantined**");
	expect(said).toContain("`/show` tells its last good version");
});

test("an edit that a command could have made is shown, and acknowledged before the next thing that is written", async () => {
	const issue = await task();
	await edit(issue, (text) =>
		text
			.replace("priority: normal", "priority: urgent")
			.replace(/^version: (\d+)$/m, (_, version) => `version: ${+version + 1}`),
	);
	await until("the label", async () => {
		const { data } = await as("bob").issues.get({
			...{ ...DEMO, issue_number: issue },
		});
		return data.labels
			.map((label) => Object(label).name)
			.find((name) => name === "priority:urgent");
	});
	expect(await app.client.tell("alice", issue, "/claim")).toBe("rocket");
	const head = await app.board.head();
	const kinds: string[] = [];
	for await (const { message } of app.board.log(head as string))
		kinds.push(/^Baton-Kind: (\w+)$/m.exec(message)?.[1] ?? "by hand");
	const at = kinds.indexOf("by hand");
	expect(kinds[at - 1]).toBe("foreign");
});

test("a branch that is put back freezes the board at once", async () => {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const repository = new Repository({
		api: github,
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
		engine: bench.engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: () => undefined,
		onRefusal: () => undefined,
	});
	await repository.sweep();
	const before = bench.repository.head;
	await bench.engine.perform([
		bench.appSays("configure", {
			...{ name: "board", config: { review: "always" } },
		}),
	]);
	expect(bench.repository.head).not.toBe(before);
	bench.repository.head = before;
	expect(bench.engine.frozen).toBe(undefined);
	repository.boardMoved(before as string);
	await vi.waitFor(() =>
		expect(bench.engine.frozen).toContain("was rolled back"),
	);
	await repository.close();
});
