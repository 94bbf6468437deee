import { beforeEach, describe, expect, test } from "vitest";
import { appSays } from "../../src/github/app-says.ts";
import { readConfig } from "../../src/github/config-file.ts";
import { ConfigFollower } from "../../src/github/config-push/config-follower.ts";
import type { BranchPush } from "../../src/github/config-push/config-push-api.ts";
import { openBoard } from "../../src/github/open-board.ts";
import { APP, makeBench } from "../support/bench.ts";
import {
	type FakeConfigPushes,
	makeFakeConfigPushes,
} from "../support/fake-config-pushes.ts";
import { makeFakeGitHub } from "../support/fake-github.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

/** What a push of `.github/baton.yml` comes to, with a GitHub in memory. */
let it: RepositoryBench;
let configs: FakeConfigPushes;

async function start(first: string): Promise<void> {
	configs = makeFakeConfigPushes(first);
	it = await makeRepositoryBench(first, undefined, () => ({ configs }));
	configs.files = it.github.files;
}

beforeEach(() => start("review: never\n"));

/** The webhook of a push arrives. */
async function hear(push: BranchPush): Promise<void> {
	it.repository().tell(({ configs: follower }) => follower.pushed(push));
	await it.repository().settled();
}

async function sweep(): Promise<void> {
	it.bench.advance(300_000);
	await it.repository().sweep();
	await it.repository().settled();
}

const review = () =>
	it.bench.replica().inspect(({ board }) => board?.config.review);
const commits = async () =>
	(await it.subjects()).filter((subject) => subject.includes("taken in"))
		.length;
const checks = () =>
	configs.checks.map(({ conclusion, sha }) => [
		conclusion,
		configs.listed.findIndex(({ after }) => after === sha),
	]);
const held = () => it.repository().heldConfig;

describe("a push by a maintainer", () => {
	test("is in force at once, in the maintainer's name, and the commit says so", async () => {
		await hear(configs.push("maintainer", { text: "review: always\n" }));
		expect(await review()).toBe("always");
		const head = await it.bench.store.head();
		const log = it.bench.store.log(head as string)[Symbol.asyncIterator]();
		const { message } = (await log.next()).value as { message: string };
		expect(message).toMatch(
			/^Baton-Actor: maintainer \(1\)\nBaton-Role: admin$/m,
		);
		expect(checks()).toEqual([["success", 0]]);
	});

	test("heard of again, in a sweep and by another process, is one command and one check", async () => {
		const push = configs.push("maintainer", { text: "review: always\n" });
		await hear(push);
		await hear(push);
		await sweep();
		await it.restart();
		await sweep();
		await hear(push);
		expect(await commits()).toBe(1);
		expect(checks()).toHaveLength(1);
	});

	test("that nobody told of is found by the sweep, with whoever pushed", async () => {
		configs.push("maintainer", { text: "review: always\n" });
		configs.push("alice", "something else");
		await sweep();
		expect(await review()).toBe("always");
		expect(checks()).toEqual([["success", 1]]);
	});

	test("that GitHub does not list counts by what the webhook told", async () => {
		configs.listed.length = 0;
		await hear(
			configs.push(
				"maintainer",
				{ text: "review: always\n" },
				{ isListed: false },
			),
		);
		expect(await review()).toBe("always");
	});

	test("that says what is in force already, in other words, changes nothing and says nothing", async () => {
		await hear(
			configs.push("maintainer", { text: "# Ours\nreview:  never\n" }),
		);
		await sweep();
		expect(await commits()).toBe(0);
		expect(checks()).toEqual([]);
	});

	test("decides what is said after it, in the same moment", async () => {
		await it.enroll(7);
		const agents = "agents: { backend-1: { logins: [alice] } }\n";
		const push = configs.push("maintainer", { text: agents });
		it.repository().tell(({ configs: follower }) => follower.pushed(push));
		expect((await it.say("alice", 7, "/claim as=backend-1")).code).toBe("ok");
		// Accounts are the same by whatever case they are written in.
		await hear(
			configs.push("maintainer", { text: agents.replace("alice", "ALICE") }),
		);
		expect(await commits()).toBe(1);
	});
});

describe("a push below maintain", () => {
	test("is held: nothing changes, the log, the check and doctor's facts say why, once", async () => {
		const push = configs.push("alice", { text: "review: always\n" });
		await hear(push);
		await sweep();
		await hear(push);
		expect(await review()).toBe("never");
		expect(checks()).toEqual([["action_required", 0]]);
		expect(configs.checks[0]?.summary).toContain("alice has write");
		expect(it.refusals).toEqual([
			expect.stringContaining("`configure` needs maintain; alice has write."),
		]);
		expect(held()).toContain("alice pushed it.");
		await it.restart();
		expect(checks()).toHaveLength(1);
	});

	test("is in force once a maintainer says so, and its check with it", async () => {
		await it.enroll(7);
		await hear(configs.push("alice", { text: "review: always\n" }));
		expect((await it.say("alice", 7, "/configure")).code).toBe("FORBIDDEN");
		expect(checks()).toHaveLength(1);
		expect((await it.say("maintainer", 7, "/configure")).code).toBe("ok");
		expect(await review()).toBe("always");
		expect(checks()).toEqual([
			["action_required", 0],
			["success", 0],
		]);
		expect(configs.checks[1]?.id).toBe(configs.checks[0]?.id);
		expect(held()).toBe(undefined);
	});

	test("does not become a maintainer's because he pushes something else behind it", async () => {
		configs.push("alice", { text: "review: always\n" });
		await hear(configs.push("maintainer", "something else"));
		await sweep();
		expect(await review()).toBe("never");
		expect(held()).toContain("alice");
	});

	test("does not count as a maintainer's because he once pushed the same", async () => {
		const first = configs.push("maintainer", { text: "review: always\n" });
		await hear(first);
		await hear(configs.push("maintainer", { text: "review: auto\n" }));
		const { after: before } = configs.listed[0] as BranchPush;
		// Alice puts the branch back to the commit that the maintainer pushed first, and that push is delivered again.
		const back = configs.push(
			"alice",
			{ text: "review: always\n" },
			{ before },
		);
		configs.listed[0] = { ...back };
		await hear(first);
		await sweep();
		expect(await review()).toBe("auto");
		expect(held()).toContain("alice");
	});

	test("that puts the branch back to a maintainer's commit does not have that push take effect again", async () => {
		configs.listed.length = 0;
		const unlisted = { isListed: false };
		const first = configs.push(
			"maintainer",
			{ text: "review: always\n" },
			unlisted,
		);
		await hear(first);
		await hear(
			configs.push("maintainer", { text: "review: auto\n" }, unlisted),
		);
		expect(await review()).toBe("auto");
		configs.putBack(first.after);
		await sweep();
		expect(await review()).toBe("auto");
		expect(held()).toContain("took effect before");
	});

	test("is in force where the config in force lets write configure", async () => {
		await start("permissions: { configure: write }\n");
		await hear(configs.push("alice", { text: "review: always\n" }));
		expect(await review()).toBe("always");
		await hear(configs.push("guest", { text: "review: never\n" }));
		expect(await review()).toBe("always");
	});
});

describe("held for want of anybody to name:", () => {
	test("a push by a bot, whatever role it has", async () => {
		it.github.roles.set("robot[bot]", "admin");
		await hear(configs.push("robot[bot]", { text: "review: always\n" }));
		expect(await review()).toBe("never");
		expect(held()).toContain("a bot that the config does not name");
	});

	test("a branch whose changes GitHub does not tell", async () => {
		configs.listed.length = 0;
		configs.push(
			"maintainer",
			{ text: "review: always\n" },
			{ isListed: false },
		);
		await sweep();
		expect(await review()).toBe("never");
		expect(held()).toContain("Nobody can be named");
	});

	test("a change from a commit that GitHub has forgotten", async () => {
		const { before } = configs.push("maintainer", { text: "review: always\n" });
		configs.forgotten.add(before);
		await sweep();
		expect(await review()).toBe("never");
		expect(held()).toContain("Nobody can be named");
	});

	test("what lies behind more changes than are gone through", async () => {
		configs.push("maintainer", { text: "review: always\n" });
		for (let more = 0; more < 40; more++)
			configs.push("maintainer", "something else");
		await sweep();
		expect(await review()).toBe("never");
	});

	test("not yet, while GitHub's list is behind: then it is waited for", async () => {
		const push = configs.push(
			"maintainer",
			{ text: "review: always\n" },
			{ isListed: false },
		);
		await sweep();
		expect(await review()).toBe("never");
		expect(checks()).toEqual([]);
		configs.listed.unshift(push);
		await sweep();
		expect(await review()).toBe("always");
	});
});

describe("a bad file", () => {
	const BAD = "review: never\nlease:\n  default: soon\ngates: 3\n";

	test("leaves the last good one in force, and every fault stands at its line of the commit, once", async () => {
		const push = configs.push("maintainer", { text: BAD });
		await hear(push);
		await hear(push);
		await sweep();
		await it.restart();
		await sweep();
		expect(await review()).toBe("never");
		expect(await commits()).toBe(0);
		expect(checks()).toEqual([["failure", 0]]);
		const [check] = configs.checks;
		expect(check?.faults.map(({ line }) => line)).toEqual([3, 4]);
		expect(check?.summary).toContain("- line 3: lease.default: is not a");
		expect(check?.summary).toContain("The last good config stays in force.");
	});

	test("followed by a good one is forgiven on the later commit", async () => {
		await hear(configs.push("maintainer", { text: BAD }));
		await hear(configs.push("maintainer", { text: "review: always\n" }));
		expect(await review()).toBe("always");
		expect(checks()).toEqual([
			["failure", 1],
			["success", 0],
		]);
	});

	test("taken back to what is in force is forgiven as well", async () => {
		await hear(configs.push("maintainer", { text: BAD }));
		await hear(configs.push("alice", { text: "review: never\n" }));
		expect(await commits()).toBe(0);
		expect(checks()).toEqual([
			["failure", 1],
			["success", 0],
		]);
	});

	test("names a login that no account has, and text that is no YAML, with the line", async () => {
		const agents = "agents:\n  one: { logins: [nobody] }\n";
		await hear(configs.push("maintainer", { text: agents }));
		expect(configs.checks[0]?.summary).toContain(
			"- line 2: agents.one.logins: there is no account",
		);
		await hear(configs.push("maintainer", { text: "a: 1\nb: [\n" }));
		expect(configs.checks[1]?.summary).toContain(
			"- line 3: a bracket is not closed",
		);
	});

	test("shows no markup and no mention of whoever wrote it", async () => {
		await hear(
			configs.push("maintainer", { text: '"@alice <b>closes #7": 1\n' }),
		);
		const summary = configs.checks[0]?.summary ?? "";
		expect(summary).toContain("alice");
		expect(summary).not.toMatch(/@alice|<b>|#7/);
	});

	test("is only in the log where checks are not permitted", async () => {
		configs.mayCheck = false;
		await hear(configs.push("maintainer", { text: BAD }));
		expect(it.errors).toEqual([]);
		expect(it.refusals).toEqual([
			expect.stringContaining("lease.default"),
			expect.stringContaining("is not permitted"),
		]);
	});
});

test("a file that is gone leaves everything as it is until a maintainer wants the defaults", async () => {
	await it.enroll(7);
	await hear(configs.push("maintainer", { text: undefined }));
	expect(await review()).toBe("never");
	expect(checks()).toEqual([["action_required", 0]]);
	expect((await it.say("maintainer", 7, "/configure")).code).toBe("ok");
	expect(await review()).toBe("auto");
	expect(checks().at(-1)).toEqual(["success", 0]);
});

test("a board that a bad file kept from opening opens as soon as a good one is pushed", async () => {
	await start("review: sometimes\n");
	expect(await it.subjects()).toEqual([]);
	expect(checks()).toEqual([["failure", 0]]);
	await hear(configs.push("alice", { text: "review: perhaps\n" }));
	expect(await it.subjects()).toEqual([]);
	await hear(configs.push("alice", { text: "review: always\n" }));
	expect(await review()).toBe("always");
	expect(checks()).toEqual([
		["failure", 2],
		["failure", 1],
		["success", 0],
	]);
});

test("what GitHub does not answer waits and is not lost", async () => {
	const { tip } = configs;
	configs.tip = async () => {
		throw new Error("GitHub is away");
	};
	await hear(configs.push("maintainer", { text: "review: always\n" }));
	expect(it.errors).toEqual([expect.stringContaining("GitHub is away")]);
	expect(await review()).toBe("never");
	configs.tip = tip;
	await sweep();
	expect(await review()).toBe("always");
});

test("what is put off is left and no news any more, so that a turn that fails is not taken again at once", async () => {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const follower = new ConfigFollower({
		...{ api: github, engine: bench.engine, board: "board", configs },
		openSoon: () => undefined,
		onError: () => undefined,
		onRefusal: () => undefined,
	});
	await openBoard(
		{ api: github, engine: bench.engine, board: "board", onRefusal() {} },
		appSays({ engine: bench.engine, app: APP, onRefusal() {} }),
	);
	follower.pushed(configs.push("alice", { text: "review: always\n" }));
	await follower.follow({ again: false });
	expect([follower.hasNews, follower.waits]).toEqual([false, false]);
	const read = await readConfig({
		...github,
		file: async () => "review: auto",
	});
	if (!read.ok) throw new Error(read.message);
	await bench.engine.perform([
		bench.appSays("configure", { name: "board", config: read.config }),
	]);
	expect(follower.hasNews).toBe(true);
	follower.postpone();
	expect([follower.hasNews, follower.waits]).toEqual([false, true]);
	await follower.follow({ again: true });
	expect(follower.waits).toBe(false);
});
