import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeBench } from "../support/bench.ts";
import { whatWasOpened, writeBrowser } from "../support/fake-browser.ts";
import { ownBundle } from "../support/own-bundle.ts";
import { openBoard } from "../support/speak.ts";
import {
	type BoardRepository,
	batonWith,
	git,
	makeRepository,
} from "./board-repository.ts";

const SHELL = "<!doctype html><title>Baton</title>";

let bundle: Awaited<ReturnType<typeof ownBundle>>;
let repository: BoardRepository;
let place: string;
let browser: string;
let env: Record<string, string>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
	bundle = await ownBundle();
	const page = join(bundle.cli, "../../page");
	await mkdir(page, { recursive: true });
	await writeFile(join(page, "index.html"), SHELL);
	repository = await makeRepository();
	const { directory } = repository;
	await git(directory, "config", "user.name", "Ada Dev");
	await git(directory, "config", "user.email", "ada@example.com");
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	await repository.take(bench);
	place = await mkdtemp(join(tmpdir(), "baton-browser-"));
	browser = await writeBrowser(place);
	env = { PATH: process.env.PATH ?? "", BROWSER: browser, HOME: place };
}, 120_000);

afterEach(async () => {
	// Asked to end, it ends what it has started; killed it could not.
	for (const child of running) {
		const closed = once(child, "close");
		child.kill("SIGTERM");
		await closed;
	}
	await rm(join(place, "opened"), { force: true });
});
afterAll(async () => {
	await repository.remove();
	await bundle.remove();
	await rm(place, { recursive: true, force: true });
});

/** Starts it and answers the address that the browser was told. */
async function start(...words: string[]) {
	const args = [bundle.cli, "dashboard", "--web", ...words];
	const child = spawn(process.execPath, args, {
		cwd: repository.directory,
		...{ env, stdio: ["ignore", "pipe", "pipe"] },
	});
	running.add(child);
	child.once("close", () => running.delete(child));
	const [, url = ""] = await whatWasOpened(place);
	const { origin, pathname } = new URL(url);
	return { child, url, origin, api: `${origin}/api/v1${pathname}` };
}

const json = async (url: string, init?: RequestInit) =>
	(await fetch(url, init)).json();

test("the board of this repository is served until it is ended: page, questions, commands and events", async () => {
	const { child, url, origin, api } = await start();
	const shown = await fetch(url);
	expect([shown.status, await shown.text()]).toEqual([200, SHELL]);
	expect(await json(`${origin}/session`)).toEqual({
		form: "embedded",
		users: [{ name: "ada-dev", role: "admin" }],
		home: { owner: "local", repo: expect.any(String), board: "board" },
	});
	const events = await fetch(`${api}/events`);
	const claimed = await json(`${api}/claim`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			"x-baton-agent": "backend-1",
		},
		body: '{"task":"42"}',
	});
	expect(claimed).toMatchObject({ ok: true, data: { agent: "backend-1" } });
	let heard = "";
	for await (const chunk of events.body ?? []) {
		heard += Buffer.from(chunk).toString();
		if (heard.includes("claim")) break;
	}
	expect(await json(`${api}/list`)).toMatchObject({
		data: { counts: { in_progress: 1 } },
	});
	const ended = once(child, "close");
	child.kill("SIGINT");
	expect(await ended).toEqual([0, null]);
	await expect(fetch(url)).rejects.toThrow();
}, 60_000);

test("no other board is there, and no page of elsewhere gets in", async () => {
	const { origin, url, api } = await start();
	expect((await fetch(url.replace(/board$/, "other"))).status).toBe(404);
	const list = api.replace(/board$/, "other/list");
	expect(await json(list)).toMatchObject({ code: "NOT_FOUND" });
	const headers = { origin: "http://evil.example" };
	for (const at of [url, `${origin}/session`, `${api}/list`])
		expect((await fetch(at, { headers })).status).toBe(403);
}, 60_000);

test("the agent that is named speaks where the page names none", async () => {
	const { origin } = await start("--agent-as", "frontend-1");
	const { users } = (await json(`${origin}/session`)) as { users: unknown[] };
	expect(users[0]).toEqual({ name: "frontend-1", role: "admin" });
}, 60_000);

test("without a board it says so, and nothing is served", async () => {
	const empty = await makeRepository();
	const args = [bundle.cli, "dashboard", "--web"];
	const ran = promisify(execFile)(process.execPath, args, {
		...{ cwd: empty.directory, env },
	});
	await expect(ran).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringContaining("no board in this repository yet"),
	});
	await empty.remove();
}, 60_000);

describe("for a server", () => {
	const there = (...words: string[]) =>
		batonWith(
			{
				directory: place,
				env: { ...env, BATON_URL: "https://baton.example.com" },
			},
			...["dashboard", "--web", ...words],
		);

	test("its page is opened, and the address printed", async () => {
		const ran = await there("--repo", "acme/demo");
		const url = "https://baton.example.com/boards/acme/demo/board";
		expect(ran).toMatchObject({ code: 0, out: url });
		expect(await whatWasOpened(place)).toEqual(["browser", url]);
		const told = await there("--repo", "acme/demo", "--json");
		expect(JSON.parse(told.out)).toEqual({ url });
	});

	test("the repository has to be named", async () => {
		expect(await there()).toMatchObject({
			code: 2,
			err: expect.stringContaining("BATON_REPO"),
		});
	});
});
