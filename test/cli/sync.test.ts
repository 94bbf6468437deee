import {
	chmod,
	mkdir,
	mkdtemp,
	readFile,
	rename,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { Engine } from "../../src/engine/perform.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { git, type Ran } from "./board-repository.ts";

const BRANCH = "baton/board";

let dir: string;
let bench: Bench;

const remote = () => join(dir, "remote.git");
const at = (clone: string) => join(dir, clone);
const headOf = (place: string, ref = BRANCH) =>
	git(place, "rev-parse", "--verify", `refs/heads/${ref}`);

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), "baton-sync-"));
	await git(
		dir,
		"init",
		"--quiet",
		"--bare",
		"--initial-branch=main",
		remote(),
	);
	bench = makeBench();
	await clone("here");
	await inClone("here", async (engine) => {
		await openBoard({ ...bench, engine }, {}, ["41", "42"]);
	});
	await git(at("here"), "push", "--quiet", "origin", "main", BRANCH);
	await clone("there");
	await git(at("there"), "branch", "--quiet", BRANCH, `origin/${BRANCH}`);
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function clone(name: string): Promise<void> {
	await git(dir, "clone", "--quiet", remote(), name);
	await git(at(name), "config", "user.name", "dev");
	await git(at(name), "config", "user.email", "dev@example.com");
	if (name !== "here") return;
	await git(at(name), "commit", "--quiet", "--allow-empty", "-m", "start");
	await git(at(name), "branch", "--quiet", "-M", "main");
}

async function inClone(
	name: string,
	work: (engine: Engine) => Promise<void>,
): Promise<void> {
	const engine = new Engine({
		store: await openLocalStore({ dir: at(name), branch: BRANCH }),
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	await work(engine);
	await engine.close();
}

/** Says a command in a clone, offline. */
function tell(
	name: string,
	who: string,
	verb: string,
	said: Parameters<typeof say>[3],
): Promise<void> {
	return inClone(name, async (engine) => {
		const [answer] = await engine.perform([say(bench, who, verb, said)]);
		expect(answer).toMatchObject({ ok: true });
	});
}

async function baton(...argv: readonly string[]): Promise<Ran> {
	const out: string[] = [];
	const err: string[] = [];
	const code = await run(argv, {
		out: (text) => out.push(text),
		err: (text) => err.push(text),
		directory: at("here"),
		nowMs: bench.nowMs,
	});
	return { code, out: out.join("\n"), err: err.join("\n") };
}

/** Somebody else claims 42 and pushes, while 42 is claimed and 41 commented on here. */
async function bothSpeak(): Promise<void> {
	await tell("here", "alice", "claim", { task: "42" });
	await tell("here", "alice", "note", { task: "41", input: { body: "seen" } });
	bench.advance(1_000);
	await tell("there", "bob", "claim", { task: "42" });
	await git(at("there"), "push", "--quiet", "origin", BRANCH);
	bench.advance(1_000);
}

async function installHook(path: string, script: string): Promise<void> {
	await mkdir(join(path, ".."), { recursive: true });
	await writeFile(path, `#!/bin/sh\n${script}\n`);
	await chmod(path, 0o755);
}

describe("baton sync", () => {
	test("takes over what the remote has more, and says so when there is nothing", async () => {
		await tell("there", "bob", "claim", { task: "42" });
		await git(at("there"), "push", "--quiet", "origin", BRANCH);
		const head = await headOf(remote());
		expect(await baton("sync")).toEqual({
			code: 0,
			out: `baton/board: nothing was said here that origin lacks; its head is taken over; head ${head.slice(0, 12)}`,
			err: "",
		});
		expect(await headOf(at("here"))).toBe(head);
		expect((await baton("sync", "--push")).out).toContain("nothing to do");
	});

	test("decides local commands again, lists those refused, keeps what was, and pushes nothing", async () => {
		await bothSpeak();
		const [before, theirs] = [await headOf(at("here")), await headOf(remote())];
		await writeFile(join(at("here"), "draft"), "mine");
		const index = await readFile(join(at("here"), ".git/index"));
		const ran = await baton("sync");
		expect(ran).toMatchObject({ code: 1, err: "" });
		expect(ran.out).toContain(
			"1 decided again on the head of origin, 1 refused",
		);
		expect(ran.out).toContain("- claim 42 of alice, said 2026-11-20T19:00:00");
		expect(ran.out).toContain("CONFLICT_LOCKED");
		expect(ran.out).toContain("not at origin until --push");
		const after = await headOf(at("here"));
		expect(await git(at("here"), "rev-parse", `${after}^`)).toBe(theirs);
		expect(await headOf(remote())).toBe(theirs);
		expect(
			await git(at("here"), "rev-parse", `refs/baton/before-sync/${BRANCH}`),
		).toBe(before);
		expect(await baton("verify")).toMatchObject({ code: 0 });
		await git(at("here"), "fsck", "--strict");
		expect(await git(at("here"), "status", "--porcelain")).toBe("?? draft");
		expect(await git(at("here"), "symbolic-ref", "HEAD")).toBe(
			"refs/heads/main",
		);
		expect(await readFile(join(at("here"), ".git/index"))).toEqual(index);
	});

	test("answers as JSON, and pushes exactly that when asked to", async () => {
		await bothSpeak();
		const ran = await baton("sync", "--push", "--json");
		expect(ran.code).toBe(1);
		const head = await headOf(at("here"));
		expect(JSON.parse(ran.out)).toMatchObject({
			ok: false,
			kind: "decided",
			remote: "origin",
			branch: BRANCH,
			head,
			pushed: true,
			before: `refs/baton/before-sync/${BRANCH}`,
			commands: [
				{
					verb: "claim",
					outcome: "refused",
					refusal: { code: "CONFLICT_LOCKED" },
				},
				{ verb: "note", outcome: "kept", commit: head },
			],
		});
		expect(await headOf(remote())).toBe(head);
		expect(await baton("sync")).toMatchObject({ code: 0 });
	});

	test("passes over a command that the remote has already", async () => {
		const note = { task: "41", input: { body: "seen" }, opId: "k7" };
		await tell("here", "alice", "note", note);
		bench.advance(1_000);
		await tell("there", "alice", "note", note);
		await git(at("there"), "push", "--quiet", "origin", BRANCH);
		const ran = await baton("sync");
		expect(ran).toMatchObject({ code: 0 });
		expect(ran.out).toContain("1 there already");
		expect(await headOf(at("here"))).toBe(await headOf(remote()));
	});

	test("decides anew when another push comes first", async () => {
		await tell("here", "alice", "claim", { task: "42" });
		bench.advance(1_000);
		await tell("there", "bob", "claim", { task: "41" });
		await installHook(
			join(at("here"), ".git/hooks/pre-push"),
			`test -e ${at("once")} || { touch ${at("once")}; unset GIT_DIR; git -C ${at("there")} push --quiet origin ${BRANCH}; }`,
		);
		const ran = await baton("sync", "--push");
		expect(ran).toMatchObject({ code: 0, err: "" });
		expect(ran.out).toContain("1 decided again on the head of origin");
		expect(await headOf(remote())).toBe(await headOf(at("here")));
		expect(await git(at("here"), "log", "--format=%s", BRANCH)).toMatch(
			/^claim 42: .*\nclaim 41: /,
		);
		expect(await baton("verify")).toMatchObject({ code: 0 });
	});

	test("gives up when others are always faster, and changes nothing here", async () => {
		await tell("here", "alice", "claim", { task: "42" });
		const before = await headOf(at("here"));
		await installHook(
			join(at("here"), ".git/hooks/pre-push"),
			`unset GIT_DIR; cd ${remote()} && git -c user.name=m -c user.email=m@example.com update-ref refs/heads/${BRANCH} $(git -c user.name=m -c user.email=m@example.com commit-tree -p ${BRANCH} -m edit ${BRANCH}^{tree})`,
		);
		const ran = await baton("sync", "--push");
		expect(ran).toMatchObject({
			code: 3,
			err: expect.stringContaining("moved 5 times"),
		});
		expect(await headOf(at("here"))).toBe(before);
	});

	test("names the first commit made by hand here, and changes nothing", async () => {
		await bothSpeak();
		const base = await headOf(at("here"));
		const edit = await git(
			at("here"),
			...["commit-tree", "-p", base, "-m", "tidy up", `${base}^{tree}`],
		);
		await git(at("here"), "update-ref", `refs/heads/${BRANCH}`, edit);
		expect(await baton("sync", "--push")).toMatchObject({
			code: 1,
			err: expect.stringContaining(`${edit.slice(0, 12)} ("tidy up") is none`),
		});
		expect(await headOf(at("here"))).toBe(edit);
	});

	test("says that a remote cannot be reached, and changes nothing", async () => {
		await bothSpeak();
		const before = await headOf(at("here"));
		await rename(remote(), at("gone.git"));
		for (const options of [[], ["--remote", "nobody"], ["--push"]])
			expect(await baton("sync", ...options)).toMatchObject({
				code: 3,
				out: "",
				err: expect.stringContaining("gave no answer that can be used"),
			});
		expect(await headOf(at("here"))).toBe(before);
	});

	test("changes nothing here when the remote refuses the push", async () => {
		await bothSpeak();
		const before = await headOf(at("here"));
		await installHook(
			join(remote(), "hooks/pre-receive"),
			"echo 'no boards today' >&2; exit 1",
		);
		expect(await baton("sync", "--push")).toMatchObject({
			code: 1,
			err: expect.stringContaining("no boards today"),
		});
		expect(await headOf(at("here"))).toBe(before);
	});

	test("starts where only one side has the branch", async () => {
		await git(remote(), "update-ref", "-d", `refs/heads/${BRANCH}`);
		expect((await baton("sync")).out).toContain("not at origin until --push");
		expect(await baton("sync", "--push")).toMatchObject({ code: 0 });
		const head = await headOf(remote());
		expect(head).toBe(await headOf(at("here")));
		await git(at("here"), "branch", "--quiet", "-D", BRANCH);
		expect(await baton("sync")).toMatchObject({ code: 0 });
		expect(await headOf(at("here"))).toBe(head);
		expect(await baton("sync", "--branch", "baton/other")).toMatchObject({
			code: 1,
			err: expect.stringContaining("neither here nor at origin"),
		});
	});

	test.each([
		["--remote=--upload-pack=x"],
		["--remote="],
		["--branch=--force"],
		["--branch=a..b"],
		["--at=0000000"],
	])("%s is no way to use it", async (option) => {
		expect(await baton("sync", option)).toMatchObject({ code: 2, out: "" });
	});
});
