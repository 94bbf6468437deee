import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

const events = ["repository_dispatch", "workflow_run"];
const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "baton"
			? { ...app, events, permissions: { ...app.permissions, actions: "read" } }
			: { ...app, events },
	),
} as typeof SEED;

let sample: Sample;
let receiver: Receiver;
let deaf: Receiver;
beforeAll(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	deaf = await startReceiver(sample.forge.apps.ci?.webhookSecret ?? "");
	sample.forge.addReceiver("ci", deaf.url);
});
beforeEach(() => {
	receiver.received.length = 0;
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await deaf.close();
});

async function head(): Promise<string> {
	const { data } = await sample
		.as("guest")
		.repos.getBranch({ ...REPO, branch: "main" });
	return data.commit.sha;
}

describe("an event of one's own making", () => {
	const send = (name: string, changes: object = {}) =>
		sample.unchecked(name).repos.createDispatchEvent({
			...REPO,
			event_type: "baton-gate",
			client_payload: { gate: "ci", sha: "abc" },
			...changes,
		});

	it("reaches the Apps that may read the content, with what it carries", async () => {
		const { status } = await sample.as("baton").repos.createDispatchEvent({
			...REPO,
			event_type: "baton-gate",
			client_payload: { gate: "ci", sha: "abc" },
		});
		expect(status).toBe(204);
		await sample.forge.settled();
		expect(receiver.names()).toEqual(["repository_dispatch.baton-gate"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			action: "baton-gate",
			branch: "main",
			client_payload: { gate: "ci", sha: "abc" },
			sender: { login: "baton[bot]" },
		});
		expect(deaf.names()).toEqual([]);
	});

	it("takes write, a name and a payload of at most ten properties and 64 kB", async () => {
		expect(await refusedWith(send("writer"))).toBe(0);
		expect(await refusedWith(send("guest"))).toBe(404);
		expect(await refusedWith(send("ci"))).toBe(403);
		const properties = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, n]));
		const status = (changes: object) => refusedWith(send("writer", changes));
		expect(await status({ client_payload: properties(10) })).toBe(0);
		expect(await status({ client_payload: properties(11) })).toBe(422);
		expect(await status({ client_payload: { p: "x".repeat(65_536) } })).toBe(
			422,
		);
		expect(await status({ client_payload: "ci" })).toBe(422);
		expect(await status({ event_type: "" })).toBe(422);
		expect(await status({ event_type: "x".repeat(101) })).toBe(422);
		await sample.forge.settled();
		expect(receiver.names()).toHaveLength(2);
	});
});

it("a run of a workflow is told of to Apps that may read actions, a repetition as the same run", async () => {
	const order = {
		kind: "tell-of-run",
		repository: "acme/demo",
		sha: await head(),
		sender: "writer",
	} as const;
	await sample.forge.control({ ...order, conclusion: "failure" });
	await sample.forge.control({ ...order, conclusion: "success", attempt: 2 });
	await sample.forge.settled();
	expect(receiver.names()).toEqual([
		"workflow_run.completed",
		"workflow_run.completed",
	]);
	expect(deaf.names()).toEqual([]);
	const runs = receiver.received.map(({ payload }) => payload.workflow_run);
	expect(runs).toMatchObject([
		{
			head_sha: order.sha,
			head_branch: "main",
			status: "completed",
			conclusion: "failure",
			run_attempt: 1,
			path: ".github/workflows/ci.yml",
		},
		{ conclusion: "success", run_attempt: 2, id: runs[0]?.id },
	]);
	const unknown = { ...order, sha: "0".repeat(40), conclusion: "success" };
	await expect(sample.forge.control(unknown)).rejects.toThrow("no commit");
});

describe("the rules of a branch", () => {
	const make = (changes: object) =>
		sample.as("boss").repos.createRepoRuleset({
			...REPO,
			name: "board",
			enforcement: "active",
			conditions: {
				ref_name: { include: ["refs/heads/baton/*"], exclude: [] },
			},
			rules: [{ type: "creation" }, { type: "required_signatures" }],
			...changes,
		});
	const rules = async (branch: string) => {
		const { data } = await sample
			.as("baton")
			.repos.getBranchRules({ ...REPO, branch });
		return data.map(({ type }) => type);
	};

	it("are told for branches that are not there, as long as they are active", async () => {
		const { data } = await make({});
		expect(data).toMatchObject({ source: "acme/demo", enforcement: "active" });
		expect(await rules("baton/board")).toEqual([
			"creation",
			"required_signatures",
		]);
		expect(await rules("baton")).toEqual([]);
		expect(await rules("baton/board/old")).toEqual([]);
		const off = await make({ enforcement: "evaluate", name: "off" });
		expect(await rules("baton/board")).toHaveLength(2);
		const { id: ruleset_id } = data;
		await sample.as("boss").repos.deleteRepoRuleset({ ...REPO, ruleset_id });
		expect(await rules("baton/board")).toEqual([]);
		await sample
			.as("boss")
			.repos.deleteRepoRuleset({ ...REPO, ruleset_id: off.data.id });
	});

	it.each([
		["~ALL", [], "any/branch", true],
		["~DEFAULT_BRANCH", [], "main", true],
		["~DEFAULT_BRANCH", [], "baton/board", false],
		["refs/heads/**/*", [], "baton/board", true],
		["refs/heads/bat?n/board", [], "baton/board", true],
		["refs/heads/baton.board", [], "baton/board", false],
		["~ALL", ["refs/heads/baton/*"], "baton/board", false],
	])(
		"with %s without %j take in %s: %s",
		async (include, exclude, branch, isIn) => {
			const conditions = { ref_name: { include: [include], exclude } };
			const { data } = await make({
				conditions,
				rules: [{ type: "deletion" }],
			});
			expect(await rules(branch)).toEqual(isIn ? ["deletion"] : []);
			await sample
				.as("boss")
				.repos.deleteRepoRuleset({ ...REPO, ruleset_id: data.id });
		},
	);

	it("say of their ruleset whether the one who asks may go past it", async () => {
		const actor_id = sample.forge.apps.baton?.id ?? 0;
		const { data } = await make({
			bypass_actors: [
				{ actor_id, actor_type: "Integration", bypass_mode: "always" },
			],
		});
		const target = { ...REPO, ruleset_id: data.id };
		const seenBy = async (name: string) =>
			(await sample.as(name).repos.getRepoRuleset(target)).data;
		expect((await seenBy("baton")).current_user_can_bypass).toBe("always");
		expect((await seenBy("ci")).current_user_can_bypass).toBe("never");
		expect((await seenBy("baton")).bypass_actors).toBeUndefined();
		expect((await seenBy("boss")).bypass_actors).toHaveLength(1);
		await sample.as("boss").repos.deleteRepoRuleset(target);
		expect(await refusedWith(seenBy("boss"))).toBe(404);
	});

	it("are made by admins alone", async () => {
		const attempt = sample.unchecked("writer").repos.createRepoRuleset({
			...REPO,
			name: "x",
			enforcement: "active",
		});
		expect(await refusedWith(attempt)).toBe(404);
		expect(await refusedWith(make({ target: "tag" }))).toBe(422);
	});
});
