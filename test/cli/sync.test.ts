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
		expect(ran.code).toBe(1);
		expect(ran.err).toMatch(
			/^warning: held here was 42 by alice until .*: start it again$/,
		);
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
		expect(ran.code).toBe(0);
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
		await git(at("here"), "fetch", "--quiet", "--prune");
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

describe("baton sync and a remote that lost commits", () => {
	/** The remote goes two commands on, `here` knows of them, and then the remote's branch is somewhere else. */
	async function lose(to: (base: string) => Promise<unknown>): Promise<void> {
		const base = await headOf(remote());
		await tell("there", "bob", "claim", { task: "42" });
		await tell("there", "bob", "note", { task: "42", input: { body: "x" } });
		await git(at("there"), "push", "--quiet", "origin", BRANCH);
		expect(await baton("sync")).toMatchObject({ code: 0 });
		await to(base);
	}

	const placeRemote = (oid: string) =>
		git(remote(), "update-ref", `refs/heads/${BRANCH}`, oid);

	const editOn = (base: string) =>
		git(
			remote(),
			...["-c", "user.name=m", "-c", "user.email=m@example.com"],
			...["commit-tree", "-p", base, "-m", "edit", `${base}^{tree}`],
		);

	test.each<[string, (base: string) => Promise<unknown>]>([
		["was rolled back", placeRemote],
		["was rewritten", async (base) => placeRemote(await editOn(base))],
		[
			"was deleted",
			() => git(remote(), "update-ref", "-d", `refs/heads/${BRANCH}`),
		],
	])(
		"sends nothing and stays as it is when the branch %s, each time",
		async (_, to) => {
			await lose(to);
			const theirs = await git(remote(), "for-each-ref");
			const ours = await headOf(at("here"));
			for (const options of [[], ["--push"], ["--push"]])
				expect(await baton("sync", ...options)).toMatchObject({
					code: 1,
					err: expect.stringContaining("has lost commits that it had"),
				});
			expect(await git(remote(), "for-each-ref")).toBe(theirs);
			expect(await headOf(at("here"))).toBe(ours);
			await git(
				at("here"),
				...[
					"push",
					"--quiet",
					"--force",
					"origin",
					`${ours}:refs/heads/${BRANCH}`,
				],
			);
			expect(await baton("sync", "--push")).toMatchObject({ code: 0 });
		},
	);

	test("notices it the first time, too, by what git remembers of the remote", async () => {
		const base = await headOf(remote());
		await tell("there", "bob", "claim", { task: "42" });
		await git(at("there"), "push", "--quiet", "origin", BRANCH);
		await git(at("here"), "fetch", "--quiet");
		await placeRemote(base);
		for (const _ of [1, 2])
			expect(await baton("sync", "--push")).toMatchObject({ code: 1 });
		await git(
			at("here"),
			"update-ref",
			"-d",
			`refs/baton/known/origin/${BRANCH}`,
		);
		await git(at("here"), "fetch", "--quiet", "--prune");
		expect(await baton("sync")).toMatchObject({ code: 0 });
	});

	test("goes on from where a recovery tells of the loss, if the board's own committer made it", async () => {
		await lose(placeRemote);
		const [base, known] = [await headOf(remote()), await headOf(at("here"))];
		const message = `recover: x\n\nBaton-Kind: recover\nBaton-Actor: eve (66)\nBaton-Role: admin\nBaton-Chosen: ${base}\nBaton-Acknowledged: ${known}\nBaton-Now: 2026-11-20T20:00:00.000Z\n`;
		const recovered = (name: string, email: string) =>
			git(
				remote(),
				...["-c", `user.name=${name}`, "-c", `user.email=${email}`],
				...["commit-tree", "-p", base, "-m", message, `${base}^{tree}`],
			);
		await placeRemote(await recovered("m", "m@example.com"));
		expect(await baton("sync")).toMatchObject({ code: 1 });
		const { name, email } = bench.identity.committer(0);
		await placeRemote(await recovered(name, email));
		expect((await baton("sync")).err).not.toContain("lost commits");
	});

	test("minds each remote by itself", async () => {
		await lose(async () => undefined);
		const older = at("older.git");
		await git(dir, "clone", "--quiet", "--bare", remote(), older);
		await git(older, ...["update-ref", `refs/heads/${BRANCH}`, `${BRANCH}~1`]);
		expect(await baton("sync", "--remote", older)).toMatchObject({ code: 0 });
	});
});

describe("baton sync and work trees", () => {
	test("warns of those that have the branch checked out, and touches none", async () => {
		await tell("there", "bob", "claim", { task: "42" });
		await git(at("there"), "push", "--quiet", "origin", BRANCH);
		await git(at("here"), "worktree", "add", "--quiet", at("linked"), BRANCH);
		const ran = await baton("sync");
		expect(ran).toMatchObject({ code: 0 });
		expect(ran.err).toContain(`${BRANCH} is checked out in ${at("linked")}`);
		expect(await git(at("linked"), "status", "--porcelain")).not.toBe("");
		await git(at("linked"), "reset", "--quiet", "--hard");
		expect(await baton("sync")).toMatchObject({ code: 0, err: "" });
	});
});

describe("baton sync and names", () => {
	test("refuses a command said here in another name than the board's, and says which", async () => {
		await bothSpeak();
		const base = await headOf(at("here"));
		const message = await git(at("here"), "log", "-1", "--format=%B", base);
		const forged = await git(
			at("here"),
			...["commit-tree", "-p", `${base}^`, "-m", message, `${base}^{tree}`],
		);
		await git(at("here"), "update-ref", `refs/heads/${BRANCH}`, forged);
		expect((await baton("sync")).err).toContain(
			"it was committed by dev <dev@example.com>, and every command on this board, said here or elsewhere, is committed by baton[bot]",
		);
	});
});

describe("baton sync and edits by hand", () => {
	/** Commits a file on the branch of a clone by plain git. */
	async function edit(name: string, message = "by hand"): Promise<string> {
		const tree = at(`edit-${name}`);
		await git(
			at(name),
			...["worktree", "add", "--quiet", "--detach", tree, BRANCH],
		);
		await writeFile(join(tree, `${message.length}.txt`), "hello\n");
		await git(tree, "add", "--all");
		await git(tree, "commit", "--quiet", "-m", message);
		const oid = await git(tree, "rev-parse", "HEAD");
		await git(at(name), "update-ref", `refs/heads/${BRANCH}`, oid);
		await git(at(name), "worktree", "remove", "--force", tree);
		return oid;
	}

	const pushThere = () => git(at("there"), "push", "--quiet", "origin", BRANCH);

	const note = { task: "41", input: { body: "seen" } };

	/** The remote has an edit by hand, which the command said here acknowledges. */
	async function noteOnEdit(): Promise<void> {
		await edit("there");
		await pushThere();
		expect(await baton("sync")).toMatchObject({ code: 0 });
		await tell("here", "alice", "note", note);
		expect(await git(at("here"), "log", "-2", "--format=%s", BRANCH)).toMatch(
			/^note 41: .*\nforeign: 1 commit by hand accepted$/,
		);
	}

	test("sends the acknowledgement of a remote's edit along with the command that made it", async () => {
		await noteOnEdit();
		const head = await headOf(at("here"));
		expect(await baton("sync", "--push")).toMatchObject({
			code: 0,
			out: expect.stringContaining("1 command said here on top"),
		});
		expect(await headOf(remote())).toBe(head);
		expect(await baton("verify")).toMatchObject({ code: 0 });
	});

	test.each([
		["without another, where the remote has one", true],
		["with another, where the remote has none", false],
	])(
		"decides commands after an acknowledgement again: %s",
		async (_, isSettled) => {
			await noteOnEdit();
			bench.advance(5_000);
			if (isSettled) await tell("there", "bob", "claim", { task: "42" });
			else await edit("there", "and once more");
			await pushThere();
			expect(await baton("sync", "--push")).toMatchObject({
				code: 0,
				out: expect.stringContaining("1 decided again"),
			});
			const log = await git(at("here"), "log", "--format=%s", BRANCH);
			expect(log).toMatch(
				isSettled
					? /^note 41: .*\nclaim 42: .*\nforeign: 1 commit by hand/
					: /^note 41: .*\nforeign: 2 commits by hand accepted\n/,
			);
			expect(await baton("verify")).toMatchObject({ code: 0 });
		},
	);

	test("sends edits made and acknowledged here only where nothing has to be decided again", async () => {
		const own = await edit("here", "ours");
		await tell("here", "alice", "note", note);
		expect(await baton("sync")).toMatchObject({ code: 0 });
		const head = await headOf(at("here"));
		bench.advance(5_000);
		await tell("there", "bob", "claim", { task: "42" });
		await pushThere();
		expect(await baton("sync")).toMatchObject({
			code: 1,
			err: expect.stringContaining(`${own.slice(0, 12)} ("ours") is none`),
		});
		expect(await headOf(at("here"))).toBe(head);
	});

	test("names an acknowledgement that is not what judging the edits gives", async () => {
		await noteOnEdit();
		const message = await git(
			at("here"),
			"log",
			"-1",
			"--format=%B",
			`${BRANCH}~1`,
		);
		const { name, email } = bench.identity.committer(0);
		const forged = await git(
			at("here"),
			...["-c", `user.name=${name}`, "-c", `user.email=${email}`],
			...["commit-tree", "-p", `${BRANCH}~2`, "-m", `${message}\n\nmore`],
			`${BRANCH}~3^{tree}`,
		);
		await git(at("here"), "update-ref", `refs/heads/${BRANCH}`, forged);
		expect(await baton("sync", "--push")).toMatchObject({
			code: 1,
			err: expect.stringContaining(`${forged.slice(0, 12)} (`),
		});
	});

	test("keeps a command whose op id an edit of the remote's claims to be", async () => {
		await tell("here", "alice", "note", { ...note, opId: "k7" });
		await edit("there", "x\n\nBaton-Kind: op\nBaton-Op: note\nBaton-Id: k7");
		await pushThere();
		expect(await baton("sync")).toMatchObject({
			code: 0,
			out: expect.stringContaining("1 decided again"),
		});
		expect(await git(at("here"), "log", "-1", "--format=%s", BRANCH)).toMatch(
			/^note 41: /,
		);
	});
});
