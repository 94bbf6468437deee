import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { hostedAccess } from "../../src/hosted-access.ts";
import {
	bundledAction,
	runStep,
	type Step,
	type StepRun,
} from "../support/actions-runner.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

// Each step is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

let scratch: string;
let program: string;
let front: Server;
let origin: string;
let app: AppOnForge;
let count = 0;

/** What is asked of GitHub for a proof, and in whose name it is answered. */
const REQUEST_TOKEN = "the job's right to ask";
let actor = "alice";
/** How many of the next answers of the server get lost. */
let lost = 0;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-actions-"));
	program = await bundledAction(scratch);
	front = createServer((request, response) => {
		void forward(request, response);
	});
	front.listen(0, "127.0.0.1");
	await once(front, "listening");
	origin = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
	app = await startAppOnForge({
		config: "review: never\npushes_per_minute: 0\n",
		access(forge) {
			const { privateKey, clientId, clientSecret } = forge.apps
				.baton as (typeof forge.apps)[string];
			const access = hostedAccess(
				{
					...{ privateKey, apiUrl: forge.apiUrl },
					signIn: { publicUrl: origin, clientId, clientSecret },
				},
				() => undefined,
			);
			if (access === undefined) throw new Error("nobody can sign in");
			return access;
		},
	});
});
afterAll(async () => {
	front.close();
	front.closeAllConnections();
	await app.close();
	await rm(scratch, { recursive: true, force: true });
});

/** The server as it is reached from outside, and beside it what gives jobs their proofs. */
async function forward(
	...[request, response]: Parameters<
		Parameters<typeof createServer>[1] & object
	>
): Promise<void> {
	const url = new URL(request.url ?? "/", origin);
	const { authorization = "" } = request.headers;
	if (url.pathname === "/oidc") {
		const mayAsk = authorization === `Bearer ${REQUEST_TOKEN}`;
		const value = app.forge.actionsToken({
			...{ repository: `${DEMO.owner}/${DEMO.repo}`, actor },
			audience: url.searchParams.get("audience") ?? "",
		});
		response.writeHead(mayAsk ? 200 : 401);
		return void response.end(JSON.stringify(mayAsk ? { value } : {}));
	}
	let body = "";
	for await (const part of request) body += part;
	const { host: _ours, connection: _own, ...headers } = request.headers;
	const answer = await fetch(new URL(url.pathname, app.served.url), {
		method: request.method ?? "GET",
		headers: headers as Record<string, string>,
		body,
	});
	const text = await answer.text();
	if (url.pathname.includes("/boards/") && lost > 0) {
		lost -= 1;
		return void response.destroy();
	}
	response.writeHead(answer.status, { "content-type": "application/json" });
	response.end(text);
}

function step(
	command: string,
	{ inputs, env, ...more }: Step = {},
): Promise<StepRun> {
	count += 1;
	return runStep(
		{
			...more,
			inputs: { command, url: origin, ...inputs },
			env: {
				ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/oidc?api-version=2`,
				ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
				...env,
			},
		},
		{
			...{ program, folder: join(scratch, `step-${count}`) },
			env: {
				GITHUB_REPOSITORY: `${DEMO.owner}/${DEMO.repo}`,
				GITHUB_RUN_ID: `${count}`,
			},
		},
	);
}

async function opened(title: string): Promise<number> {
	const { data } = await app.client.as("maintainer").rest.issues.create({
		...{ ...DEMO, title, labels: ["baton"] },
	});
	await app.served.sweep();
	return data.number;
}

describe("a step that speaks to a server", () => {
	test("proves its run, and claims and completes without any token of GitHub's", async () => {
		const issue = await opened("Over the wire");
		const run = await step(`/claim ${issue} as=alice\n/done ${issue} "Sent"`);
		expect(run.code, run.log).toBe(0);
		expect(JSON.parse(run.outputs.answers as string)).toMatchObject([
			{ ok: true, verb: "claim", task: `${issue}` },
			{ ok: true, verb: "done", task: `${issue}` },
		]);
		const head = (await app.board.head()) as string;
		for await (const { message } of app.board.log(head)) {
			expect(message).toMatch(/^Baton-Actor: alice /m);
			break;
		}
	});

	test("hides the token it got", async () => {
		const issue = await opened("Hide it");
		const run = await step(`/show ${issue}`);
		expect(run.code, run.log).toBe(0);
		const [mask, ...others] = run.commands;
		expect(others).toEqual([]);
		const token = /^::add-mask::(\S{20,})$/.exec(mask ?? "")?.[1] as string;
		expect(run.log.split(token)).toHaveLength(2);
	});

	test("says again what may have been lost, and it takes effect once", async () => {
		const issue = await opened("Lose an answer");
		lost = 1;
		const run = await step(`/note ${issue} "only once"`);
		expect(run.code, run.log).toBe(0);
		expect(lost).toBe(0);
		expect(JSON.parse(run.outputs.answer as string)).toMatchObject({
			...{ ok: true, repeated: true },
		});
	});

	test("has the role of its actor there too", async () => {
		const issue = await opened("Ask the server");
		actor = "guest";
		const run = await step(`/claim ${issue}`);
		actor = "alice";
		expect(run.code).toBe(1);
		expect(run.outputs.code, run.log).toBe("FORBIDDEN");
	});

	test("may not speak without a proof, or to an address that is none", async () => {
		const mute = await step("/show 1", {
			env: { ACTIONS_ID_TOKEN_REQUEST_URL: "" },
		});
		expect(mute.code).toBe(1);
		expect(mute.outputs.code).toBe("UNAUTHENTICATED");
		expect(mute.log).toContain("id-token: write");
		for (const url of [
			"http://baton.example.com",
			"nowhere",
			`${origin}/path`,
		]) {
			const run = await step("/show 1", { inputs: { url } });
			expect(run.outputs.code, url).toBe("VALIDATION");
		}
		const refused = await step("/show 1", {
			env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: "another" },
			inputs: { "allow-refusal": "true" },
		});
		expect(refused.code, refused.log).toBe(1);
		expect(refused.outputs.ok).toBe("false");
	});
});

test("a run without the server leaves the server's board alone, and says whose it is", async () => {
	await opened("Keep off");
	const before = await app.board.head();
	for (const command of ["", "/show 1"]) {
		const run = await step(command, {
			inputs: { url: "", token: app.forge.tokens.maintainer as string },
			env: {
				GITHUB_API_URL: app.forge.apiUrl,
				GITHUB_SERVER_URL: new URL(app.forge.apiUrl).origin,
				...{ GITHUB_ACTOR: "alice", GITHUB_ACTOR_ID: "1" },
			},
		});
		expect(run.code, run.log).toBe(1);
		expect(run.log).toMatch(
			/^::error title=CONFLICT_LOCKED::The board is kept by baton\[bot\]/m,
		);
	}
	expect(await app.board.head()).toBe(before);
});
