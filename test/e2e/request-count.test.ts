import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { costOf } from "../../src/github/budget/request-kind.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

/** What one task costs, counted on the wire: every request of the app's to the API, and every push to the board. */
interface Sent {
	readonly step: string;
	readonly route: string;
	readonly status: number;
	readonly isContent: boolean;
}

const sent: Sent[] = [];
let step = "";
let pushes = 0;
let app: AppOnForge;
/** Where the app's clock stands still, while it does. */
let heldAtMs: number | undefined;
/** Enrolling, claiming, noting, handing off, claiming, finishing. */
const STEPS = 6;
/** Content of one issue is written at most every 10 s: nothing within more means that nothing is left to write. */
const QUIET_MS = 11_500;
const closing: (() => void)[] = [];

/** The real line to the forge; what passes is only counted. */
async function counted(
	input: string | URL | Request,
	init?: RequestInit,
): Promise<Response> {
	const url = String(input);
	const method = init?.method ?? "GET";
	const during = step;
	const answer = await fetch(url, init);
	// Tokens are minted for the App as a whole, once an hour.
	if (!url.includes("/app"))
		sent.push({
			step: during,
			route: routeOf(method, url),
			status: answer.status,
			isContent: costOf({ method, url }).content > 0,
		});
	return answer;
}

function routeOf(method: string, url: string): string {
	const { pathname } = new URL(url);
	const path = pathname
		.replace(/^\/api\/v3/, "")
		.replace(`/repos/${DEMO.owner}/${DEMO.repo}`, "")
		.replace(/\/[0-9a-f]{40}/g, "/{sha}")
		.replace(/\/[0-9]+/g, "/{n}")
		.replace(/\/collaborators\/[^/]+/, "/collaborators/{login}")
		.replace(/\/labels\/.+/, "/labels/{name}")
		.replace(/\.\.\..+/, "...{sha}");
	return `${method} ${path}`;
}

/** Hears of pushes as anybody can who listens to the repository. */
async function countPushes(): Promise<void> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const { ref } = JSON.parse(Buffer.concat(chunks).toString()) as {
				ref?: string;
			};
			if (
				request.headers["x-github-event"] === "push" &&
				ref === "refs/heads/baton/board"
			)
				pushes += 1;
			response.end();
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const leave = app.forge.addReceiver("baton", `http://127.0.0.1:${port}/`);
	closing.push(leave, () => server.close());
}

beforeAll(async () => {
	app = await startAppOnForge({
		fetch: counted as typeof fetch,
		nowMs: () => heldAtMs ?? Date.now(),
	});
	await app.served.sweep();
	await countPushes();
});

afterAll(async () => {
	for (const end of closing) end();
	await app.close();
});

/** Waits until the status comment says something, and nothing was asked for a while. */
async function shows(issue: number, part: string): Promise<void> {
	await until(
		`${part} on ${issue}`,
		async () => {
			const { data } = await app.client
				.as("alice")
				.rest.issues.listComments({ ...DEMO, issue_number: issue });
			return data.find(
				({ body }) =>
					body?.includes("<!-- baton:status -->") && body.includes(part),
			);
		},
		40_000,
	);
	await quiet();
}

async function quiet(): Promise<void> {
	let last = -1;
	let since = Date.now();
	await until(
		"quiet",
		async () => {
			if (sent.length !== last) [last, since] = [sent.length, Date.now()];
			return Date.now() - since > QUIET_MS ? true : undefined;
		},
		60_000,
	);
}

test("the whole life of a task with one hand-off stays within its budget of requests", async () => {
	const { client } = app;
	const tell = async (who: string, during: string, words: string) => {
		step = during;
		expect(await client.tell(who, issue, words)).toBe("rocket");
	};
	step = "enroll";
	const { data } = await client.as("maintainer").rest.issues.create({
		...DEMO,
		title: "Counted",
		labels: ["baton"],
	});
	const issue = data.number;
	await shows(issue, "ready");
	// People and agents go on as soon as they are answered; what is shown of it waits for its time.
	heldAtMs = Date.now();
	await tell("alice", "claim", "/claim");
	await tell("alice", "note", "/note half of it works\n/heartbeat");
	await tell("alice", "hand-off", '/handoff bob "the rest is parsing"');
	await tell("bob", "claim again", "/claim");
	step = "green check";
	const sha = await branch(`task/${issue}-counted`);
	await client.as("ci").rest.checks.create({
		...{ ...DEMO, name: "test", head_sha: sha },
		...{ status: "completed", conclusion: "success" },
	});
	await tell("bob", "done", "/done");
	heldAtMs = undefined;
	await shows(issue, "done");
	const life = sent.filter((one) => one.step !== "");
	const charged = life.filter(({ status }) => status !== 304);
	const content = life.filter(({ isContent }) => isContent);
	console.log(table(life));
	expect(charged.length).toBeLessThanOrEqual(40);
	expect(content.length).toBeLessThanOrEqual(4);
	// One for each step, and one for what was pushed to the task's branch.
	expect(pushes).toBeLessThanOrEqual(STEPS + 1);
	expect(pushes).toBeGreaterThan(0);
}, 120_000);

/** Pushes a branch with one commit, as one push. */
async function branch(name: string): Promise<string> {
	const { git } = app.client.as("bob").rest;
	const main = await git.getRef({ ...DEMO, ref: "heads/main" });
	const parent = main.data.object.sha;
	const before = await git.getCommit({ ...DEMO, commit_sha: parent });
	const tree = await git.createTree({
		...DEMO,
		base_tree: before.data.tree.sha,
		tree: [
			{
				path: "src/counted.js",
				mode: "100644",
				type: "blob",
				content: "export const counted = 1;\n",
			},
		],
	});
	const { data } = await git.createCommit({
		...DEMO,
		message: "count",
		tree: tree.data.sha,
		parents: [parent],
	});
	await git.createRef({ ...DEMO, ref: `refs/heads/${name}`, sha: data.sha });
	return data.sha;
}

/** Requests by route: how many were sent, how many of them cost something of the limit, how many made content. */
function table(life: readonly Sent[]): string {
	const routes = [...new Set(life.map(({ route }) => route))].sort();
	const row = (name: string, ofIt: readonly Sent[]) =>
		[
			name.padEnd(50),
			String(ofIt.length).padStart(5),
			String(ofIt.filter(({ status }) => status !== 304).length).padStart(8),
			String(ofIt.filter(({ isContent }) => isContent).length).padStart(8),
		].join("");
	return [
		`${"route".padEnd(50)} sent charged content`,
		...routes.map((route) =>
			row(
				route,
				life.filter((one) => one.route === route),
			),
		),
		row("all", life),
		`${pushes} pushes to the board`,
	].join("\n");
}
