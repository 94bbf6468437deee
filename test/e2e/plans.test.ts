import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";

const CONFIG = `review: never
pushes_per_minute: 0
gates: { ci: { checks: [{ name: test, app: ci }] } }
`;

let app: AppOnForge;
let issue: number;

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG });
	const { data } = await app.client.as("maintainer").rest.issues.create({
		...DEMO,
		title: "Read durations of several units",
		body: "`1h30m` is 5400 seconds.",
		labels: ["baton"],
	});
	issue = data.number;
	await written(`enroll ${issue}: `);
});

afterAll(() => app.close());

const ask = (who: string, body: string) => app.client.ask(who, issue, body);

async function written(prefix: string, count = 1): Promise<void> {
	await until(`${count} of ${prefix}`, async () => {
		const found = (await subjectsOf(app.board)).filter((one) =>
			one.startsWith(prefix),
		);
		return found.length >= count ? found : undefined;
	});
}

/** Commits a file on the task's branch, made from main when it is new; answers the commit. */
async function commit(text: string): Promise<string> {
	const { rest } = app.client.as("alice");
	const branch = `task/${issue}-units`;
	const main = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
	const ref = `refs/heads/${branch}`;
	const { sha } = main.data.object;
	await rest.git.createRef({ ...DEMO, ref, sha }).catch(() => undefined);
	const path = "src/units.js";
	const before = await rest.repos
		.getContent({ ...DEMO, path, ref: branch })
		.catch(() => undefined);
	const { data } = await rest.repos.createOrUpdateFileContents({
		...DEMO,
		...{ branch, path, message: "step 1.1: done" },
		...(before === undefined
			? {}
			: { sha: (before.data as { sha: string }).sha }),
		content: Buffer.from(text).toString("base64"),
	});
	return data.commit.sha as string;
}

async function check(sha: string, conclusion: "success" | "failure") {
	await app.client.as("ci").rest.checks.create({
		...DEMO,
		...{ name: "test", head_sha: sha, status: "completed", conclusion },
	});
}

interface Next {
	readonly action: string;
	readonly phase?: number;
	readonly steps?: readonly { readonly id: string; readonly role: string }[];
	readonly prompt?: string;
}

test("a plan is made by rules from what the default branch holds, and shown", async () => {
	expect(await app.client.tell("guest", issue, "/plan")).toBe("confused");
	const { receipt, answer } = await ask("alice", "/plan");
	expect(receipt).toBe("rocket");
	expect(answer.data?.plan).toMatchObject({
		task_summary: "Read durations of several units",
		stack: [{ path: ".", language: "javascript" }],
	});
	const reply = (await app.client.replies(issue)).at(-1);
	expect(reply).toContain("```mermaid\nflowchart TD");
	expect(reply).toContain("checks test (ci)");
});

test("the run is followed by its answers alone: steps, a red gate, a fix, a green one, to its end", async () => {
	expect((await ask("alice", "/start")).answer.data?.prompt).toContain(
		"# Agent Task: 1.1",
	);
	let gates = 0;
	for (let turn = 0; turn < 20; turn++) {
		const next = (await ask("bob", "/action")).answer.data as unknown as Next;
		const [step] = next.steps ?? [];
		if (next.action === "COMPLETE") break;
		if (next.action === "APPROVAL") {
			expect((await ask("alice", `/approve ${next.phase}`)).receipt).toBe(
				"rocket",
			);
		} else if (next.action === "DISPATCH" && step !== undefined) {
			const taken = await ask("bob", `/claim ${step.id}`);
			expect(taken.answer.data?.prompt).toContain(
				`/record ${step.id} complete`,
			);
			const unknown = `/record ${step.id} complete "x" commit=deadbeef`;
			expect((await ask("bob", unknown)).answer.code).toBe("VALIDATION");
			const sha = await commit(`export const units = ${turn};\n`);
			const known = `/record ${step.id} complete "done" files=src/units.js commit=${sha.slice(0, 10)}`;
			const { answer } = await ask("bob", known);
			expect(answer).toMatchObject({ ok: true, data: { warnings: [] } });
		} else {
			gates += 1;
			expect(next.action).toBe("GATE");
			const red = await commit("export const units = broken;\n");
			await check(red, "failure");
			await written(`gate ${issue}: phase ${next.phase}: fail`);
			const told = await until("the word on the red check", async () =>
				(await app.client.replies(issue)).find((reply) =>
					reply.includes(`failed at ${red.slice(0, 12)}`),
				),
			);
			expect(told).toContain("test (ci) is red, failure");
			const green = await commit("export const units = 1;\n");
			await check(green, "success");
			await written(`gate ${issue}: phase ${next.phase}: pass`);
		}
	}
	expect(gates).toBeGreaterThan(0);
	expect(await app.client.tell("alice", issue, "/done")).toBe("rocket");
	await written(`done ${issue}: `);
});

test("the status comment shows the whole run, and the issue is closed", async () => {
	const { rest } = app.client.as("alice");
	const status = await until(
		"the status comment",
		async () => {
			const { data } = await rest.issues.listComments({
				...DEMO,
				issue_number: issue,
				per_page: 100,
			});
			return data.find(({ body }) => body?.includes("**Plan** completed"))
				?.body;
		},
		40_000,
	);
	expect(status).toMatch(/- Gate: 🟢 ci passed, proven at `[0-9a-f]{12}`/);
	expect(status).not.toContain("- [ ]");
	const { data } = await rest.issues.get({ ...DEMO, issue_number: issue });
	expect(data).toMatchObject({ state: "closed", state_reason: "completed" });
}, 60_000);

test("after all of it the log replays byte for byte and keeps the invariants", async () => {
	expect(
		await verify(app.board, { identity: githubIdentity({ id: 0, login: "" }) }),
	).toMatchObject({ ok: true });
	expect(await brokenInvariants(app.board)).toEqual([]);
});
