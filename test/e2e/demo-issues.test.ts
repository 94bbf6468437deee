import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import { DEMO, openDemoIssues } from "../../src/demo.ts";
import { startEmbedded } from "../../src/embedded.ts";
import { startAppOnForge } from "../support/app-on-forge.ts";
import { makeClient, readDirections, until } from "../support/client.ts";

const TITLES = [
	"Read durations of several units",
	"Write durations for people",
	"Release 1.0",
];

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

/** Titles by number. */
async function titles(of: Octokit): Promise<readonly string[]> {
	const { data } = await of.rest.issues.listForRepo({ ...DEMO, state: "all" });
	return data
		.sort((a, b) => a.number - b.number)
		.map(({ number, title }) => `${number} ${title}`);
}

test("whoever knocks before the demo is there is told to come again, and its issues are the first", async () => {
	const home = await mkdtemp(join(tmpdir(), "baton-"));
	const port = await freePort();
	const answered: number[] = [];
	const started = startEmbedded({
		...{ kind: "embedded", home, port, forgePort: 0, sweepEveryMs: 300_000 },
	});
	try {
		await until("a task that is taken", async () => {
			const answer = await fetch(
				`http://127.0.0.1:${port}/api/v1/boards/acme/demo/board/enroll`,
				{
					method: "POST",
					headers: {
						"content-type": "application/json",
						"x-baton-agent": "alice",
					},
					body: JSON.stringify({ title: "Something else" }),
				},
			).catch(() => undefined);
			if (answer === undefined) return undefined;
			answered.push(answer.status);
			if (answer.status === 503)
				expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
			return answer.status === 200 ? answer : undefined;
		});
		await started;
		expect(new Set(answered)).toEqual(new Set([503, 200]));
		const client = makeClient(readDirections(home));
		expect(await titles(client.as("maintainer"))).toEqual(
			[...TITLES, "Something else"].map((title, at) => `${at + 1} ${title}`),
		);
	} finally {
		await started.then(
			(running) => running.close(),
			() => undefined,
		);
		await rm(home, { recursive: true, force: true });
	}
}, 60_000);

test("a start that is cut short anywhere is gone on with by the next one, and not once the demo is whole", async () => {
	const app = await startAppOnForge();
	try {
		await app.served.sweep();
		let writes = 0;
		const cut = () => {
			let left = 1;
			return new Octokit({
				baseUrl: app.forge.apiUrl,
				auth: app.forge.tokens.maintainer,
				log: { debug() {}, info() {}, warn() {}, error() {} },
				request: {
					fetch: (url: string, init: RequestInit) => {
						if (init.method === "POST" && left-- === 0)
							throw new Error("cut short");
						if (init.method === "POST") writes += 1;
						return fetch(url, init);
					},
				},
			});
		};
		for (const _ of TITLES)
			await expect(openDemoIssues(cut(), pause)).rejects.toThrow("cut short");
		await openDemoIssues(cut(), pause);
		expect(writes).toBe(4);
		const maintainer = app.client.as("maintainer");
		await openDemoIssues(maintainer, pause);
		expect(await titles(maintainer)).toEqual(
			TITLES.map((title, at) => `${at + 1} ${title}`),
		);
		const { data } = await maintainer.rest.issues.listComments({
			...{ ...DEMO, issue_number: 3 },
		});
		const own = data.filter(({ user }) => user?.login === "maintainer");
		expect(own.map(({ body }) => body)).toEqual(["/depend #1"]);
	} finally {
		await app.close();
	}
}, 60_000);

test("where somebody has begun something else the demo is not opened", async () => {
	const app = await startAppOnForge();
	try {
		const maintainer = app.client.as("maintainer");
		await maintainer.rest.issues.create({ ...DEMO, title: "Something else" });
		await openDemoIssues(maintainer, pause);
		expect(await titles(maintainer)).toEqual(["1 Something else"]);
	} finally {
		await app.close();
	}
}, 60_000);
