import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalDoor, openLocalDoor } from "../../src/cli/local-door.ts";
import { localActor } from "../../src/cli/local-identity.ts";
import {
	ADA,
	type BoardRepository,
	baton,
	batonWith,
	git,
	makeRepository,
	makeWorkplace,
} from "./board-repository.ts";

const BRANCH = "baton/board";

let repository: BoardRepository;
let directory: string;
let doors: LocalDoor[];

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	doors = [];
});

afterEach(async () => {
	for (const door of doors) await door.close();
	await repository.remove();
});

async function open(
	options: Partial<Parameters<typeof openLocalDoor>[0]> = {},
): Promise<LocalDoor> {
	const door = await openLocalDoor({
		...{ dir: directory, branch: BRANCH, env: {}, nowMs: Date.now },
		onDefect: (error) => {
			throw error;
		},
		...options,
	});
	doors.push(door);
	return door;
}

async function opened(): Promise<LocalDoor> {
	const door = await open();
	expect(await door.open({})).toMatchObject({ ok: true });
	return door;
}

const enroll = (door: LocalDoor, task: string) =>
	door.say({ verb: "enroll", task, input: { title: `Task ${task}` } });

const log = (format: string) =>
	git(directory, "log", `--format=${format}`, BRANCH);

test("a label that means something on GitHub is refused with the field that says it", async () => {
	const door = await opened();
	expect(
		await door.say({
			verb: "enroll",
			input: { title: "Rotate logs", labels: ["needs:zig"] },
		}),
	).toMatchObject({
		...{ ok: false, code: "VALIDATION" },
		hint: expect.stringContaining("`capabilities=zig`"),
	});
});

describe("a board that is not there", () => {
	test("is opened by no question and no command", async () => {
		const door = await open();
		for (const verb of ["runs", "list", "enroll"])
			expect(await door.say({ verb, task: "one" })).toMatchObject({
				ok: false,
				code: "NOT_FOUND",
				hint: expect.stringContaining("baton init"),
			});
		expect(await door.look((board) => [...board.keys()])).toEqual([]);
		expect(await git(directory, "branch", "--list", BRANCH)).toBe("");
		expect(await readdir(join(directory, ".git"))).not.toContain("baton");
	});

	test("is opened once, by however many at the same moment", async () => {
		const some = await Promise.all([1, 2, 3, 4].map(() => open()));
		for (const answer of await Promise.all(some.map((door) => door.open({}))))
			expect(answer).toMatchObject({ ok: true });
		expect(await log("%s|%an|%cn <%ce>")).toBe(
			"configure: the board is opened|baton|baton <baton@localhost>",
		);
	});
});

describe("what is said", () => {
	test("is a commit of git's user in the board's own name, and verifies", async () => {
		const door = await opened();
		expect(await enroll(door, "one")).toMatchObject({ ok: true, version: 1 });
		expect(await log("%an <%ae>|%cn <%ce>")).toBe(
			"Ada Lovelace <ada@example.com>|baton <baton@localhost>\nbaton <baton@localhost>|baton <baton@localhost>",
		);
		const message = await git(directory, "log", "-1", "--format=%B", BRANCH);
		expect(message).toContain(
			`Baton-Agent: ada-lovelace\nBaton-Actor: Ada-Lovelace (${localActor(ADA).id})\nBaton-Role: admin`,
		);
		expect(await baton(directory, "verify")).toMatchObject({ code: 0 });
		expect(await baton(directory, "doctor")).toMatchObject({ code: 0 });
	});

	test("touches neither checkout, index nor HEAD", async () => {
		await writeFile(join(directory, "kept.txt"), "mine\n");
		await git(directory, "add", "kept.txt");
		const look = async () => [
			await git(directory, "status", "--porcelain", "--branch"),
			await git(directory, "rev-parse", "HEAD"),
			await readFile(join(directory, ".git", "index"), "base64"),
			await readdir(directory),
		];
		const before = await look();
		await enroll(await opened(), "one");
		expect(await look()).toEqual(before);
	});

	test("with the same key takes effect once", async () => {
		const door = await opened();
		const saying = {
			...{ verb: "enroll", task: "one", key: "k1" },
			input: { title: "One" },
		};
		const first = await door.say(saying);
		expect(await (await open()).say(saying)).toMatchObject({
			ok: true,
			repeated: true,
			commit: first.ok ? first.commit : "",
		});
	});

	test("by several at once is carried out for each of them", async () => {
		await opened();
		const some = await Promise.all(
			Array.from({ length: 8 }, (_, index) =>
				open({ env: author(`worker ${index % 3}`) }),
			),
		);
		const answers = await Promise.all(
			some.map((door, index) => enroll(door, `task-${index}`)),
		);
		expect(answers.filter(({ ok }) => !ok)).toEqual([]);
		expect(await log("%s")).not.toContain("foreign");
		expect((await log("%s")).split("\n")).toHaveLength(9);
		expect(await baton(directory, "verify")).toMatchObject({ code: 0 });
	});

	test("goes on the board of another user as it is", async () => {
		const door = await open({ env: author("Grace Hopper") });
		expect(await door.open({})).toMatchObject({ ok: true });
		await enroll(door, "one");
		const mine = await open();
		expect(await enroll(mine, "two")).toMatchObject({ ok: true });
		await enroll(door, "three");
		expect(await log("%an %s")).toBe(
			[
				"Grace Hopper enroll three: on the board as ready",
				"Ada Lovelace enroll two: on the board as ready",
				"Grace Hopper enroll one: on the board as ready",
				"baton configure: the board is opened",
			].join("\n"),
		);
	});
});

const author = (name: string) => ({
	GIT_AUTHOR_NAME: name,
	GIT_AUTHOR_EMAIL: `${name.replaceAll(" ", ".")}@example.com`,
});

describe("who speaks", () => {
	test("is nobody where git knows no name: questions are answered, nothing is written", async () => {
		const door = await opened();
		await git(directory, "config", "--unset", "user.email");
		const home = join(directory, ".git", "home");
		await mkdir(home);
		const nobody = await open({
			env: { HOME: home, PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1" },
		});
		const before = await git(directory, "rev-parse", BRANCH);
		expect(await nobody.say({ verb: "list" })).toMatchObject({ ok: true });
		expect(await enroll(nobody, "one")).toMatchObject({
			code: "UNAUTHENTICATED",
			hint: expect.stringContaining("git config --global user.name"),
		});
		expect(await git(directory, "rev-parse", BRANCH)).toBe(before);
		expect(await enroll(door, "one")).toMatchObject({ ok: true });
	});

	test.each([
		[
			"quoted",
			'[user]\n\tname = "Ada \\"A\\" Lovelace" ; she\n\temail = a@x.org\n',
		],
		["included", "[include]\n\tpath = more\n"],
		["of git's command line", undefined],
	])("is who git says, where it is %s", async (_, config) => {
		const home = join(directory, ".git", "home");
		await mkdir(home);
		await git(directory, "config", "--remove-section", "user");
		if (config !== undefined) await writeFile(join(home, ".gitconfig"), config);
		await writeFile(
			join(home, "more"),
			'[user]\n\tname = Ada "A" Lovelace\n\temail = a@x.org\n'.replaceAll(
				'"A"',
				'\\"A\\"',
			),
		);
		const given = {
			GIT_CONFIG_COUNT: "2",
			GIT_CONFIG_KEY_0: "user.name",
			GIT_CONFIG_VALUE_0: 'Ada "A" Lovelace',
			GIT_CONFIG_KEY_1: "user.email",
			GIT_CONFIG_VALUE_1: "a@x.org",
		};
		const env = { HOME: home, PATH: process.env.PATH };
		const door = await open({
			env: config === undefined ? { ...env, ...given } : env,
		});
		expect(await door.who()).toEqual(
			localActor({ name: 'Ada "A" Lovelace', email: "a@x.org" }),
		);
	});

	test("may be any agent that the config binds to nobody else", async () => {
		const door = await open();
		await door.open({
			agents: { taken: { logins: [{ id: 7, login: "bob" }] } },
		});
		await enroll(door, "one");
		const worker = await open({ agent: "worker-2" });
		expect(await worker.say({ verb: "claim", task: "one" })).toMatchObject({
			ok: true,
			data: { agent: "worker-2" },
		});
		const taken = await open({ agent: "taken" });
		expect(await taken.say({ verb: "claim", task: "one" })).toMatchObject({
			code: "FORBIDDEN",
		});
		const none = await open({ agent: "Not One" });
		expect(await none.say({ verb: "claim", task: "one" })).toMatchObject({
			code: "VALIDATION",
			hint: expect.stringContaining("not-one"),
		});
	});
});

test("an edit by hand on the branch is taken over by the next command", async () => {
	const door = await opened();
	await enroll(door, "one");
	const place = join(directory, "board");
	await git(directory, "worktree", "add", "--quiet", place, BRANCH);
	const [file = ""] = (
		await git(place, "ls-files", "tasks/*/one/task.yaml")
	).split("\n");
	const text = await readFile(join(place, file), "utf8");
	await writeFile(
		join(place, file),
		text
			.replace("priority: normal", "priority: high")
			.replace("version: 1", "version: 2"),
	);
	await git(place, "-c", "user.name=x", "commit", "-qam", "by hand");
	expect(await enroll(await open(), "two")).toMatchObject({ ok: true });
	const shown = await batonWith({ directory }, "show", "one");
	expect(JSON.parse(shown.out)).toMatchObject({ task: { priority: "high" } });
	expect(await baton(directory, "verify")).toMatchObject({ code: 0 });
});

test("a bare repository has a board like any other", async () => {
	const bare = await makeRepository();
	await git(bare.directory, "config", "core.bare", "true");
	const door = await open({
		dir: join(bare.directory, ".git"),
		env: author("Ada"),
	});
	expect(await door.open({})).toMatchObject({ ok: true });
	// What it keeps beside the branch is written until it is closed.
	await door.close();
	await bare.remove();
});

test("what was said in two clones becomes one board by sync", async () => {
	await enroll(await opened(), "one");
	const clone = join(directory, "clone");
	await git(directory, "clone", "--quiet", "--no-checkout", directory, clone);
	await git(clone, "fetch", "--quiet", "origin", `${BRANCH}:${BRANCH}`);
	await enroll(await open({ dir: clone, env: author("Grace Hopper") }), "two");
	await enroll(await open(), "three");
	expect(await baton(clone, "sync", "--push")).toMatchObject({
		code: 0,
		err: "",
	});
	expect(await log("%an %s")).toBe(
		[
			"Grace Hopper enroll two: on the board as ready",
			"Ada Lovelace enroll three: on the board as ready",
			"Ada Lovelace enroll one: on the board as ready",
			"baton configure: the board is opened",
		].join("\n"),
	);
	expect(await enroll(await open(), "four")).toMatchObject({ ok: true });
	expect(await baton(directory, "verify")).toMatchObject({ code: 0 });
});

describe("what another process does on the branch", () => {
	test("wakes who waits", async () => {
		await opened();
		const other = await open();
		const waits = (await open()).wait({ timeoutMs: 30_000 });
		await enroll(other, "one");
		expect(await waits).toMatchObject({
			ok: true,
			data: { task: { key: "one" } },
		});
	});

	test("is told of to who watches, until they do not any more", async () => {
		const other = await opened();
		const watching = await open();
		let moves = 0;
		let moved: () => void = () => undefined;
		const next = () =>
			new Promise<void>((done) => {
				moved = done;
			});
		const first = next();
		const end = watching.watch(() => {
			moves += 1;
			moved();
		});
		await first;
		const second = next();
		await enroll(other, "one");
		await second;
		end();
		const seen = moves;
		await enroll(other, "two");
		expect(await watching.look((board) => board.task("two")?.key)).toBe("two");
		expect(moves).toBe(seen);
	});

	test("is not waited for where there is no board", async () => {
		expect(await (await open()).wait({ timeoutMs: 50_000 })).toMatchObject({
			code: "NOT_FOUND",
			verb: "wait",
		});
	});
});

test("a new task gets a key of its title's own words, and the same one for the same key", async () => {
	const door = await opened();
	const saying = { verb: "enroll", input: { title: "Log requests" } };
	const [one, two] = [await door.say(saying), await door.say(saying)];
	expect(one).toMatchObject({
		ok: true,
		task: expect.stringMatching(/^task-log-/),
	});
	expect(two.ok && two.task).not.toBe(one.ok && one.task);
	const kept = { ...saying, key: "k7" };
	const first = await door.say(kept);
	expect(await door.say(kept)).toMatchObject({
		repeated: true,
		task: first.ok ? first.task : "",
	});
});

test("a door says where its board is", async () => {
	const { place } = await open();
	const repo = directory.split("/").at(-1);
	expect(place).toEqual({ owner: "local", repo, board: "board" });
});
