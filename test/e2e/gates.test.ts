import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Client, makeClient, until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { type Replica, startReplica } from "../support/replica.ts";

const CONFIG =
	"review: never\npushes_per_minute: 0\ngates:\n  ci: { checks: [{ name: test, app: ci }] }\ndone_gates: [ci]\n";

let scratch: string;
let forge: Forge;
let replica: Replica;
let client: Client;
let board: Store;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const seed = demoSeed();
	const repositories = seed.repositories.map((repository) => ({
		...repository,
		files: { ...repository.files, ".github/baton.yml": CONFIG },
	}));
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: { ...seed, repositories },
	});
	replica = await startReplica(forge, join(scratch, "home"));
	const app = { url: "", id: 0, slug: "baton", webhookSecret: "" };
	client = makeClient({
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...DEMO,
		tokens: forge.tokens,
		app,
		pids: [],
	});
	board = await openHttpStore({
		url: forge.gitUrl(DEMO.owner, DEMO.repo),
		branch: "baton/board",
		cacheDir: join(scratch, "cache"),
	});
});

afterAll(async () => {
	await replica.stop("SIGTERM");
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

async function newTask(title: string): Promise<number> {
	const { data } = await client
		.as("maintainer")
		.rest.issues.create({ ...DEMO, title, labels: ["baton"] });
	await until(`task ${data.number}`, async () =>
		(await has(`enroll ${data.number}: `)) ? true : undefined,
	);
	return data.number;
}

async function has(prefix: string): Promise<boolean> {
	const head = await board.head();
	if (head !== null)
		for await (const { message } of board.log(head))
			if (message.startsWith(prefix)) return true;
	return false;
}

/** Writes a file on a branch, made from main when it is new; answers the branch's new commit. */
async function commit(
	branch: string,
	path: string,
	text: string,
): Promise<string> {
	const { rest } = client.as("alice");
	const main = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
	await rest.git
		.createRef({
			...DEMO,
			ref: `refs/heads/${branch}`,
			sha: main.data.object.sha,
		})
		.catch(() => undefined);
	const { data } = await rest.repos.createOrUpdateFileContents({
		...DEMO,
		branch,
		path,
		message: `write ${path}`,
		content: Buffer.from(text).toString("base64"),
	});
	return data.commit.sha as string;
}

async function check(
	sha: string,
	conclusion: "success" | "failure",
	name = "test",
): Promise<void> {
	await client.as("ci").rest.checks.create({
		...DEMO,
		name,
		head_sha: sha,
		status: "completed",
		conclusion,
	});
}

test("work passes only when the named check of the named App is green at the head of its pull request", async () => {
	const issue = await newTask("Gated");
	const waiting = await newTask("Waits for it");
	expect(await client.tell("maintainer", waiting, `/depend #${issue}`)).toBe(
		"rocket",
	);
	expect(await client.tell("alice", issue, "/claim")).toBe("rocket");
	const refusal = async (words: string) => {
		const { answer } = await client.ask("alice", issue, "/done");
		expect(answer).toMatchObject({
			ok: false,
			code: "GATE_FAILED",
			message: expect.stringContaining(words),
		});
	};
	await refusal("no head");
	const first = await commit(
		`task/${issue}-gated`,
		"src/gated.js",
		"export const gated = 1;\n",
	);
	await refusal("test (ci) is missing");
	await client.as("alice").rest.pulls.create({
		...DEMO,
		title: "Gated",
		head: `task/${issue}-gated`,
		base: "main",
		body: `Closes #${issue}`,
	});
	await check(first, "success", "other");
	await refusal("test (ci) is missing");
	await check(first, "failure");
	await refusal("test (ci) is red, failure");
	await check(first, "success");
	const second = await commit(
		`task/${issue}-gated-2`,
		"src/other.js",
		"export const other = 1;\n",
	);
	await check(second, "success");
	expect(await client.tell("alice", issue, '/done "gated"')).toBe("rocket");
	expect(await has(`done ${issue}: by alice, frees ${waiting}`)).toBe(true);
});

test("a pull request that is merged with a green check ends its task, also when the check ends after the merge", async () => {
	const issue = await newTask("Merged early");
	expect(await client.tell("bob", issue, "/claim")).toBe("rocket");
	const sha = await commit(
		`task/${issue}-merged`,
		"src/merged.js",
		"export const merged = 1;\n",
	);
	const { data: pull } = await client.as("bob").rest.pulls.create({
		...DEMO,
		title: "Merged",
		head: `task/${issue}-merged`,
		base: "main",
	});
	await until("the head", async () =>
		(await has(`head ${issue}: ${sha.slice(0, 12)}, open`)) ? true : undefined,
	);
	await client
		.as("bob")
		.rest.pulls.merge({ ...DEMO, pull_number: pull.number });
	await until("the merged head", async () =>
		(await has(`head ${issue}: ${sha.slice(0, 12)}, merged`))
			? true
			: undefined,
	);
	expect(await has(`close ${issue}: `)).toBe(false);
	await check(sha, "success");
	await until("the end of the task", async () =>
		(await has(`close ${issue}: done by bob`)) ? true : undefined,
	);
});

test("closing an issue by hand never passes its gate, and a maintainer's override is on record", async () => {
	const issue = await newTask("Closed by hand");
	await client.as("alice").rest.issues.update({
		...DEMO,
		issue_number: issue,
		state: "closed",
		state_reason: "completed",
	});
	expect(
		await client.tell(
			"maintainer",
			issue,
			'/override "there is nothing to check"',
		),
	).toBe("rocket");
	expect(await has(`close ${issue}: `)).toBe(false);
	expect(await has(`override ${issue}: by maintainer`)).toBe(true);
});

test("after all of it the log replays byte for byte and keeps the invariants", async () => {
	expect(
		await verify(board, { identity: githubIdentity({ id: 0, login: "" }) }),
	).toMatchObject({ ok: true });
	expect(await brokenInvariants(board)).toEqual([]);
});
