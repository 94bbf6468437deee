import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

const permissions = { checks: "write", statuses: "write" } as const;
const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "ci" ? { ...app, permissions, events: ["status"] } : app,
	),
};

let sample: Sample;
let receiver: Receiver;
let clones: Clones;
beforeAll(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.ci?.webhookSecret ?? "");
	sample.forge.addReceiver("ci", receiver.url);
	clones = startClones(sample.forge);
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await clones.remove();
});

async function pushed(branch: string): Promise<string> {
	const dir = await clones.clone("writer");
	const sha = await commitFile(dir, `${branch}.txt`, "x\n");
	await git(dir, "push", "--quiet", "origin", `HEAD:${branch}`);
	return sha;
}

describe("commit statuses", () => {
	it("are kept one after the other, and the newest of each name count together", async () => {
		const sha = await pushed("green");
		const say = (state: "success" | "failure" | "pending", context: string) =>
			sample
				.as("writer")
				.repos.createCommitStatus({ ...REPO, sha, state, context });
		const combined = async () => {
			const { data } = await sample
				.as("guest")
				.repos.getCombinedStatusForRef({ ...REPO, ref: "green" });
			return [data.state, data.total_count];
		};
		expect(await combined()).toEqual(["pending", 0]);
		await say("failure", "test");
		await say("success", "lint");
		expect(await combined()).toEqual(["failure", 2]);
		await say("pending", "test");
		expect(await combined()).toEqual(["pending", 2]);
		await say("success", "test");
		expect(await combined()).toEqual(["success", 2]);
		const { data } = await sample
			.as("guest")
			.repos.listCommitStatusesForRef({ ...REPO, ref: sha });
		expect(
			data.map((row) => [row.context, row.state, row.creator?.login]),
		).toEqual([
			["test", "success", "writer"],
			["test", "pending", "writer"],
			["lint", "success", "writer"],
			["test", "failure", "writer"],
		]);
	});

	it("are announced with their commit and its branches to Apps that may read them", async () => {
		const sha = await pushed("announced");
		await sample.forge.settled();
		receiver.received.length = 0;
		const { data } = await sample.as("ci").repos.createCommitStatus({
			...REPO,
			sha,
			state: "success",
			target_url: "https://ci.example/1",
			description: "All well",
		});
		await sample.forge.settled();
		expect(receiver.names()).toEqual(["status"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			id: data.id,
			sha,
			name: "acme/demo",
			state: "success",
			context: "default",
			target_url: "https://ci.example/1",
			description: "All well",
			commit: { sha, commit: { message: "change announced.txt" } },
			branches: [{ name: "announced", commit: { sha } }],
			sender: { login: "ci[bot]" },
		});
	});

	it("are refused to readers, at unknown commits, and with what does not fit", async () => {
		const sha = await pushed("refused");
		const say = (name: string, changes: object = {}) =>
			refusedWith(
				sample.unchecked(name).repos.createCommitStatus({
					...REPO,
					sha,
					state: "success",
					...changes,
				}),
			);
		expect(await say("sorter")).toBe(403);
		expect(await say("baton")).toBe(403);
		expect(await say("writer", { sha: "0".repeat(40) })).toBe(422);
		expect(await say("writer", { state: "green" })).toBe(422);
		expect(await say("writer", { target_url: "ci" })).toBe(422);
		expect(await say("writer", { description: "x".repeat(141) })).toBe(422);
		expect(await say("writer", { description: "x".repeat(140) })).toBe(0);
	});
});
