import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { hostedAccess } from "../../src/hosted-access.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type Browser, overHttp, startBrowser } from "../support/browser.ts";

const PUBLIC_URL = "https://baton.example.com";
const BOARD = `/boards/${DEMO.owner}/${DEMO.repo}/board`;
const SHELL = "<!doctype html><title>Baton</title>";

let folder: string;
let app: AppOnForge;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "baton-page-"));
	await writeFile(join(folder, "index.html"), SHELL);
	app = await startAppOnForge({
		pageFolder: folder,
		seed: (seed) => ({
			...seed,
			users: [...seed.users, { login: "stranger" }],
			repositories: seed.repositories.map((one) => ({
				...one,
				private: true,
			})),
		}),
		access: ({ apiUrl, apps }) => {
			const { privateKey, clientId, clientSecret } =
				apps.baton as AppOnForge["forge"]["apps"][string];
			const signIn = { publicUrl: PUBLIC_URL, clientId, clientSecret };
			const access = hostedAccess({ apiUrl, privateKey, signIn }, () => {});
			if (access === undefined) throw new Error("the doors are closed");
			return access;
		},
	});
	await app.served.sweep();
}, 60_000);
afterAll(async () => {
	await app.close();
	await rm(folder, { recursive: true, force: true });
});

/** A browser for which the server's public name leads to this machine. */
const open = () =>
	startBrowser(PUBLIC_URL, (url, init) =>
		overHttp(`${app.served.url}${url.replace(PUBLIC_URL, "")}`, init),
	);

async function signIn(login: string): Promise<Browser> {
	const browser = open();
	const begun = await browser.visit(`/sign-in?to=${BOARD}`);
	const asked = `${begun.headers.get("location")}&login=${login}`;
	const github = await fetch(asked, { redirect: "manual" });
	const back = github.headers.get("location") ?? "";
	const ended = await browser.visit(back, "cross-site");
	expect(ended.headers.get("location")).toBe(BOARD);
	return browser;
}

async function say(browser: Browser, verb: string, input: object) {
	const told = await browser.call("/session");
	const { csrf } = (await told.json()) as { csrf: string };
	const response = await browser.call(`/api/v1${BOARD}/${verb}`, {
		method: "POST",
		headers: { "content-type": "application/json", "x-baton-csrf": csrf },
		body: JSON.stringify(input),
	});
	return { status: response.status, body: (await response.json()) as object };
}

test("a person signs in, sees the board, and acts with the role that comments have", async () => {
	const keeper = await signIn("maintainer");
	const shown = await keeper.visit(BOARD, "cross-site");
	expect([shown.status, await shown.text()]).toEqual([200, SHELL]);
	const enrolled = await say(keeper, "enroll", { title: "Log requests" });
	expect(enrolled).toMatchObject({ status: 200, body: { ok: true } });
	const { task } = enrolled.body as { task: string };
	const list = await keeper.call(`/api/v1${BOARD}/list`);
	expect(await list.json()).toMatchObject({ ok: true });
	const guest = await signIn("guest");
	expect((await guest.call(`/api/v1${BOARD}/list`)).status).toBe(200);
	expect(
		await say(guest, "priority", { task, priority: "urgent" }),
	).toMatchObject({
		status: 403,
		body: { code: "FORBIDDEN" },
	});
	const urgent = { task, priority: "urgent" };
	expect(await say(keeper, "priority", urgent)).toMatchObject({ status: 200 });
});

test("events come by the session alone", async () => {
	const browser = await signIn("alice");
	const ending = new AbortController();
	const events = await browser.call(`/api/v1${BOARD}/events`, {
		signal: ending.signal,
	});
	expect(events.headers.get("content-type")).toContain("text/event-stream");
	const read = await events.body?.getReader().read();
	ending.abort();
	expect(Buffer.from(read?.value ?? []).toString()).not.toBe("");
});

describe("a private board", () => {
	test("is told apart from none by nothing that a stranger is shown", async () => {
		const stranger = await signIn("stranger");
		for (const browser of [stranger, open()])
			for (const path of [BOARD, "/boards/acme/none/board", "/boards/a/b/c"]) {
				const shown = await browser.visit(path);
				expect([path, shown.status]).toEqual([path, 404]);
				expect(await shown.text()).toBe(SHELL);
			}
		const here = await stranger.call(`/api/v1${BOARD}/list`);
		expect(here.status).toBe(404);
	});

	test("is closed to who has signed out", async () => {
		const browser = await signIn("alice");
		const { csrf } = (await (await browser.call("/session")).json()) as {
			csrf: string;
		};
		const headers = { "x-baton-csrf": csrf };
		await browser.call("/sign-out", { method: "POST", headers });
		expect((await browser.call(`/api/v1${BOARD}/list`)).status).toBe(401);
		expect((await browser.visit(BOARD)).status).toBe(404);
	});
});

test("the page is asked for in vain where there is no board, at any address of another kind", async () => {
	const found = await open().visit("/assets/none.js");
	expect([found.status, await found.text()]).toEqual([
		404,
		"There is nothing at this address.\n",
	]);
});
