import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Probot } from "probot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { UnthrottledOctokit } from "../../src/hosted.ts";
import { type Served, serve } from "../../src/serve.ts";
import { WEBHOOK_PATH } from "../../src/webhook-server.ts";
import { type Client, makeClient, until } from "../support/client.ts";
import { tasksOn } from "../support/shown.ts";

/** Not in step with this process: the GitHub that git speaks to runs in it. */
const execute = promisify(execFile);

let scratch: string;
let forge: Forge;
let client: Client;
let app: { served: Served; leave: () => void } | undefined;
let errors: string[];

/** Starts the app; with `isSilent` GitHub does not answer which comments are the newest. */
async function start({ isSilent = false } = {}): Promise<void> {
	const { id, privateKey, webhookSecret } = forge.apps
		.baton as Forge["apps"][string];
	const probot = new Probot({
		appId: id,
		privateKey,
		secret: webhookSecret,
		baseUrl: forge.apiUrl,
		Octokit: UnthrottledOctokit.defaults({ retry: { enabled: false } }),
		request: {
			fetch: (input: string, init?: RequestInit) =>
				isSilent && input.includes("direction=desc")
					? Promise.reject(new Error("the line is dead"))
					: fetch(input, init),
		},
		logLevel: "fatal",
	});
	await probot.ready();
	probot.log.error = (...said: unknown[]) => {
		errors.push(said.map(String).join(" "));
	};
	const served = await serve({
		probot,
		secret: webhookSecret,
		apiUrl: forge.apiUrl,
		home: join(scratch, "home"),
		sweepEveryMs: 300_000,
		port: 0,
		host: "127.0.0.1",
	});
	const leave = forge.addReceiver("baton", `${served.url}${WEBHOOK_PATH}`);
	app = { served, leave };
	await served.sweep();
}

async function stop(): Promise<void> {
	app?.leave();
	await app?.served.close();
	app = undefined;
}

/** The commit that an issue's status comment names, once that says a word. */
function shownAt(issue: number, word: string): Promise<string> {
	return until(`a status comment that says ${word}`, async () => {
		const { data } = await client
			.as("maintainer")
			.rest.issues.listComments({ ...DEMO, issue_number: issue });
		const said = data.find(
			({ body }) =>
				body?.startsWith("<!-- baton:status -->") && body.includes(word),
		);
		return /\n<!-- baton:at ([0-9a-f]{40}) -->$/.exec(said?.body ?? "")?.[1];
	});
}

/** Somebody takes the branch back to before a commit. */
async function rollBackBefore(oid: string): Promise<void> {
	const url = client.directions.git.replace(
		"://",
		`://x-access-token:${forge.tokens.maintainer}@`,
	);
	const clone = join(scratch, "clone.git");
	const to = `${oid}~1:refs/heads/baton/board`;
	await execute("git", ["clone", "--quiet", "--bare", url, clone]);
	await execute("git", ["-C", clone, "push", "--force", url, to]);
}

async function enroll(): Promise<number> {
	const { data } = await client
		.as("maintainer")
		.rest.issues.create({ ...DEMO, title: "Parse days", labels: ["baton"] });
	await shownAt(data.number, "can be claimed");
	return data.number;
}

async function statusOf(issue: number): Promise<string | undefined> {
	const tasks = await tasksOn(client.directions.git);
	return tasks.find((task) => task.issue === issue)?.status;
}

beforeEach(async () => {
	errors = [];
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const seed = demoSeed();
	forge = await startForge({ port: 0, dataDir: join(scratch, "forge"), seed });
	client = makeClient({
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...DEMO,
		tokens: forge.tokens,
		app: { url: "", id: 0, slug: "baton", webhookSecret: "" },
		pids: [],
	});
	await start();
});

afterEach(async () => {
	await stop();
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

/** One task that was claimed, shown, and then lost from the branch while the app did not run. */
async function loseClaim(): Promise<{ issue: number; lost: string }> {
	const issue = await enroll();
	expect(await client.tell("alice", issue, "/claim")).toBe("rocket");
	const lost = await shownAt(issue, "by alice");
	await stop();
	await rollBackBefore(lost);
	return { issue, lost };
}

test("a rollback is noticed although all files of the machine are lost, by what the issues show", async () => {
	const { issue, lost } = await loseClaim();
	await rm(join(scratch, "home", "cache"), { recursive: true });
	await start();
	expect(errors.join("\n")).toMatch(/the board of acme\/demo is frozen: /);

	const waits = await client.say("alice", issue, "/release");
	const { receipt, answer } = await client.ask("guest", issue, "/doctor");
	expect(receipt).toBe("rocket");
	expect(JSON.stringify(answer)).toContain(lost.slice(0, 12));
	expect(JSON.stringify(answer)).toContain("rolled back");
	expect(await client.receipts(waits)).toEqual([]);
	expect(await statusOf(issue)).toBe("ready");

	await stop();
	await start();
	expect(errors).toHaveLength(2);
	expect(await client.tell("maintainer", issue, "/recover acknowledged")).toBe(
		"rocket",
	);
	await until("the command that waited", async () => {
		await app?.served.sweep();
		return (await client.receipts(waits)).find((one) => one === "rocket");
	});
}, 60_000);

test("a rollback is noticed by the saved index when only the mark is lost and GitHub says nothing", async () => {
	const { issue } = await loseClaim();
	const cache = join(scratch, "home", "cache");
	for (const name of await readdir(cache))
		if (name.endsWith(".acknowledged.json")) await rm(join(cache, name));
	await start({ isSilent: true });
	expect(errors.join("\n")).toMatch(/the board of acme\/demo is frozen: /);
	expect(await statusOf(issue)).toBe("ready");
});

test("lost files are nothing to freeze for when the branch has lost nothing, or nobody can tell", async () => {
	const issue = await enroll();
	for (const isSilent of [false, true]) {
		await stop();
		await rm(join(scratch, "home", "cache"), { recursive: true });
		await start({ isSilent });
	}
	expect(await client.tell("alice", issue, "/claim")).toBe("rocket");
	expect(errors).toEqual([]);
});
