import { expect, test } from "vitest";
import type { BoardDoor, Caller } from "../../src/engine/board-door.ts";
import { agentBoards } from "../../src/github/agent-boards.ts";
import { person } from "../support/bench.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const CONFIG = `review: never
agents:
  backend-1: { logins: [alice] }
  backend-2: { logins: [alice] }
  helper: { logins: ["helper[bot]"] }
`;
const PLACE = { owner: "acme", repo: "demo", board: "board" };
const HELPER = person("helper[bot]");
const STRANGER = { id: 4712, login: "stranger[bot]" };

async function benchWithTask(): Promise<RepositoryBench> {
	const bench = await makeRepositoryBench(CONFIG);
	bench.github.account = async (login) => person(login);
	bench.github.roles.set(HELPER.login, "write");
	bench.github.roles.set(STRANGER.login, "write");
	await bench.enroll(1, { title: "Log requests", body: "Each of them." });
	return bench;
}

async function doorOf(
	{ repository }: RepositoryBench,
	caller: Caller,
): Promise<BoardDoor> {
	const door = await repository().agentDoor(caller, PLACE);
	if (door === undefined) throw new Error("there is no door");
	return door;
}

test("bots speak where the config names them, and nowhere else", async () => {
	const bench = await benchWithTask();
	const stranger = await doorOf(bench, { actor: STRANGER });
	expect(await stranger.say({ verb: "claim", task: "1" })).toMatchObject({
		code: "FORBIDDEN",
		message: expect.stringContaining("stranger[bot]"),
	});
	expect(await stranger.wait({ timeoutMs: 0 })).toMatchObject({
		code: "FORBIDDEN",
	});
	const helper = await doorOf(bench, { actor: HELPER });
	expect(await helper.say({ verb: "claim", task: "1" })).toMatchObject({
		ok: true,
		data: { agent: "helper" },
	});
});

test("a token that is bound to an agent speaks for no other one", async () => {
	const bench = await benchWithTask();
	const alice = { actor: person("alice"), agent: "backend-1" };
	const bound = await doorOf(bench, { ...alice, isBound: true });
	const other = { agent: "backend-2" };
	const claim = { verb: "claim", task: "1" };
	expect(await bound.say({ ...claim, ...other })).toMatchObject({
		code: "FORBIDDEN",
	});
	expect(await bound.wait({ timeoutMs: 0, ...other })).toMatchObject({
		code: "FORBIDDEN",
	});
	const own = { agent: "backend-1" };
	expect(await bound.wait({ timeoutMs: 0, ...own })).toMatchObject({
		ok: true,
	});
	expect(await bound.say({ ...claim, ...own })).toMatchObject({ ok: true });
	await bound.say({ verb: "release", task: "1" });
	const free = await doorOf(bench, alice);
	expect(await free.say({ ...claim, ...other })).toMatchObject({
		ok: true,
		data: { agent: "backend-2" },
	});
});

test("what a workflow proves goes no further than write", async () => {
	const bench = await benchWithTask();
	const caller = { actor: person("maintainer"), via: "actions" } as const;
	const workflow = await doorOf(bench, caller);
	const override = {
		verb: "override",
		task: "1",
		input: { reason: "It is urgent." },
	};
	expect(await workflow.say(override)).toMatchObject({ code: "FORBIDDEN" });
	expect(await workflow.say({ verb: "claim", task: "1" })).toMatchObject({
		ok: true,
	});
	const himself = await doorOf(bench, { actor: caller.actor });
	expect(await himself.say(override)).toMatchObject({ ok: true });
	const guest = await doorOf(bench, {
		...{ actor: person("guest"), via: "actions" },
	});
	expect(await guest.say({ verb: "claim", task: "1" })).toMatchObject({
		code: "FORBIDDEN",
	});
});

test("one key said for two agents of an account is two commands", async () => {
	const bench = await benchWithTask();
	await bench.enroll(2, { title: "Rotate logs", body: "Daily." });
	const door = await doorOf(bench, { actor: person("alice") });
	const next = { verb: "claim-next", key: "mine" };
	const first = await door.say({ ...next, agent: "backend-1" });
	const second = await door.say({ ...next, agent: "backend-2" });
	expect([first, second].map((one) => one.ok && one.task)).toEqual(["1", "2"]);
	const again = await door.say({ ...next, agent: "backend-1" });
	expect(again).toEqual({ ...first, repeated: true });
	const bound = await doorOf(bench, {
		...{ actor: person("alice"), agent: "backend-1" },
	});
	expect(await bound.say(next)).toEqual(again);
});

test("of a new task that is asked for twice at once there is one issue, and one task", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, { actor: person("bob") });
	for (const wish of [
		{ verb: "enroll", input: { title: "Rotate logs" }, key: "new" },
		{ verb: "subtask", task: "1", input: { title: "A part" }, key: "new" },
	]) {
		const before = bench.github.made.size;
		const [first, second] = await Promise.all([door.say(wish), door.say(wish)]);
		expect(first).toMatchObject({ ok: true });
		expect(second).toEqual({ ...first, repeated: true });
		expect(bench.github.made.size).toBe(before + 1);
	}
});

test("of two issues that two processes made for one command the first becomes the task, and the other is closed", async () => {
	const bench = await benchWithTask();
	const { github } = bench;
	const { createIssue } = github;
	let rival = 0;
	github.createIssue = async (issue) => {
		rival = await createIssue(issue);
		return createIssue(issue);
	};
	const door = await doorOf(bench, { actor: person("bob") });
	const wish = { verb: "enroll", input: { title: "Rotate logs" }, key: "new" };
	expect(await door.say(wish)).toMatchObject({ ok: true, task: `${rival}` });
	await bench.repository().settled();
	expect(
		bench.views.writes.filter((write) => write.startsWith("close")),
	).toEqual([`close ${rival + 1} as not_planned`]);
});

test("an issue that was made although GitHub answered with an error becomes the task", async () => {
	const bench = await benchWithTask();
	const { github } = bench;
	const { createIssue } = github;
	github.createIssue = async (issue) => {
		await createIssue(issue);
		throw Object.assign(new Error("Bad Gateway"), { status: 502 });
	};
	const door = await doorOf(bench, { actor: person("bob") });
	const wish = { verb: "enroll", input: { title: "Rotate logs" } };
	const made = await door.say(wish);
	expect(made).toMatchObject({ ok: true });
	expect([...github.made.keys()].map(String)).toEqual([made.ok && made.task]);
	github.createIssue = async () => {
		throw Object.assign(new Error("Bad Gateway"), { status: 502 });
	};
	await expect(door.say(wish)).rejects.toThrow("Bad Gateway");
});

test("an account that asks for boards it may not see is told to wait, whether they are there or not", async () => {
	const bench = await benchWithTask();
	let nowMs = 0;
	let asked = 0;
	const { role } = bench.github;
	bench.github.role = (account) => {
		asked += 1;
		return role(account);
	};
	const open = agentBoards(
		{
			named: async (owner) =>
				owner === "acme" ? { id: 7, door: bench.repository() } : undefined,
		},
		"board",
		() => nowMs,
	);
	const mallory = { actor: person("mallory") };
	const elsewhere = { ...PLACE, owner: "else" };
	const codeOf = async (place: typeof PLACE) => {
		const opened = await open(place, mallory);
		return "code" in opened && opened.code;
	};
	for (let count = 0; count < 300; count++) {
		expect(await codeOf(PLACE)).toBe("NOT_FOUND");
		expect(await codeOf(elsewhere)).toBe("NOT_FOUND");
	}
	expect(asked).toBe(1);
	expect(await codeOf(PLACE)).toBe("RATE_LIMITED");
	expect(await codeOf(elsewhere)).toBe("RATE_LIMITED");
	for (let count = 0; count < 700; count++)
		expect(await open(PLACE, { actor: person("bob") })).toHaveProperty("say");
	nowMs += 60_000;
	expect(await codeOf(PLACE)).toBe("NOT_FOUND");
});
