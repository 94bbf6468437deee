import {
	mkdir,
	readFile,
	rename,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

const exported = (name = "plan.json") =>
	join(directory, ".claude", "team-context", name);

/** Rewrites the exported plan; what it is rewritten to may be wrong in every way. */
async function edit(change: (plan: string) => string): Promise<void> {
	await writeFile(exported(), change(await readFile(exported(), "utf8")));
}

const branches = () => git(directory, "branch", "--all", "--format=%(refname)");
const head = () => git(directory, "rev-parse", "baton/board");

describe("an exported plan that was edited", () => {
	let task: string;

	beforeEach(async () => {
		const ran = await baton(
			directory,
			...["plan", "Add request logging", "--save", "--json"],
		);
		task = JSON.parse(ran.out).id;
	});

	test("is taken over by the start: another step and another gate, which may be run", async () => {
		await edit((text) => {
			const plan = JSON.parse(text);
			plan.phases[0].steps.push({
				...{ id: "1.2", role: "writer", task: "Write it down" },
				depends_on: ["1.1"],
			});
			plan.phases[0].gate = { name: "own", command: "git rev-parse HEAD" };
			return JSON.stringify(plan);
		});
		expect((await baton(directory, "execute", "start")).code).toBe(0);
		const status = await baton(directory, "execute", "status");
		expect(status.out).toContain("\n  1.2 writer pending\n");
		expect(status.out).toContain("  Gate: git rev-parse HEAD (pending)");
		for (const step of ["1.1", "1.2"]) {
			await baton(directory, "execute", "dispatched", "--step-id", step);
			await baton(
				directory,
				...["execute", "record", "--step-id", step, "--status", "complete"],
			);
		}
		const gate = await baton(directory, "execute", "gate", "--run");
		expect(gate.out).toMatch(/^Gate recorded: phase 1 — PASS\n/);
	});

	const wrong: readonly (readonly [
		what: string,
		change: (text: string) => string,
		message: RegExp,
	])[] = [
		[
			"broken JSON",
			(text) => text.slice(0, 40),
			/^error: \.claude\/team-context\/plan\.json cannot be taken over: .*JSON.*\n {2}hint: Correct it, or remove it to start the plan as it was saved\.$/,
		],
		[
			"a cycle",
			(text) => {
				const plan = JSON.parse(text);
				plan.phases[0].steps[0].depends_on = ["1.1"];
				return JSON.stringify(plan);
			},
			/phases\[0\]\.steps\[0\]\.depends_on: .*1\.1/,
		],
		[
			"an id that stands twice",
			(text) => {
				const plan = JSON.parse(text);
				plan.phases[0].steps.push(plan.phases[0].steps[0]);
				return JSON.stringify(plan);
			},
			/The step id 1\.1 is used already at phases\[0\]\.steps\[0\]\.id/,
		],
		[
			"a gate that proves nothing",
			(text) => {
				const plan = JSON.parse(text);
				plan.phases[0].gate = { name: "own", command: "true" };
				return JSON.stringify(plan);
			},
			/`true` always succeeds and proves nothing/,
		],
		["no plan at all", () => "[]", /it holds no plan/],
	];
	test.each(wrong)(
		"and holds %s is refused with the place, and nothing is started",
		async (_what, change, message) => {
			await edit(change);
			const before = await head();
			const ran = await baton(directory, "execute", "start");
			expect([ran.code, ran.out]).toEqual([1, ""]);
			expect(ran.err).toMatch(message);
			expect(await head()).toBe(before);
			await rm(exported());
			expect((await baton(directory, "execute", "start")).code).toBe(0);
		},
	);

	/** Gives the plan another gate. */
	const gated = (command: string) =>
		edit((text) => {
			const plan = JSON.parse(text);
			plan.phases[0].gate = { name: "own", command };
			return JSON.stringify(plan);
		});

	/** Does the only step there is, and runs the gate. */
	async function toGate() {
		const step = ["--step-id", "1.1"];
		await baton(directory, "execute", "dispatched", ...step);
		await baton(
			directory,
			...["execute", "record", ...step, "--status", "complete"],
		);
		return baton(directory, "execute", "gate", "--run", "--allow-dirty");
	}

	test("says so on standard error, with each new command in full", async () => {
		await gated("git rev-parse HEAD # <!-- \u202e -->");
		const ran = await baton(directory, "execute", "start");
		expect(ran.err).toBe(
			"note: .claude/team-context/plan.json was edited and is taken over.\nnote: New command in it: git rev-parse HEAD # <!-- \\u{202e} -->",
		);
	});

	test.each([
		["as it is", () => Promise.resolve()],
		[
			"through a link to the folder",
			async () => {
				await rename(join(directory, ".claude"), join(directory, "other"));
				await symlink("other", join(directory, ".claude"));
			},
		],
		[
			"through a link to the file",
			async () => {
				await rename(exported(), exported("other.json"));
				await symlink("other.json", exported());
			},
		],
		[
			"and checked out in another form",
			async () => {
				const attributes = join(directory, ".gitattributes");
				await writeFile(attributes, "*.json ident\n");
			},
		],
	])(
		"and came with a commit runs none of its commands unasked: %s",
		async (_what, hide) => {
			await gated("git rev-parse HEAD # $Id$");
			await hide();
			await git(directory, "add", "--all", "--force");
			await git(directory, "commit", "--quiet", "-m", "a plan");
			// As a clone has it.
			await git(directory, "rm", "-r", "--quiet", "--cached", ".");
			await git(directory, "reset", "--quiet", "--hard");
			const started = await baton(directory, "execute", "start");
			expect(started.code).toBe(0);
			expect(started.err).toContain(
				"note: New command in it, which a commit brought: git rev-parse HEAD # $Id",
			);
			const gate = await toGate();
			expect([gate.code, gate.out]).toEqual([1, ""]);
			expect(gate.err).toContain("was neither typed here nor found");
		},
	);

	test("and differs from its commit is typed here only as far as it differs", async () => {
		await gated("git rev-parse HEAD");
		await git(directory, "add", "--all", "--force");
		await git(directory, "commit", "--quiet", "-m", "a plan");
		await edit((text) => text.replace('"name":"own"', '"name":"mine"'));
		await baton(directory, "execute", "start");
		expect((await toGate()).err).toContain("was neither typed here nor found");
	});

	test("of another task is left alone", async () => {
		await edit((text) => text.replace(task, "task-of-somebody-0000"));
		await edit((text) => text.replace("1.1", "7.7"));
		expect((await baton(directory, "execute", "start")).code).toBe(0);
	});

	test("and was started is not taken over again", async () => {
		await baton(directory, "execute", "start");
		await edit((text) => text.slice(0, 40));
		expect((await baton(directory, "execute", "start")).code).toBe(0);
	});

	test("once it was started is named as what the run does not go by, also where it is broken", async () => {
		const next = async () =>
			(await baton(directory, "execute", "next", "--task-id", task)).err;
		// Written by hand, as little of it as is needed.
		await edit((text) => {
			const { task_id, task_summary, phases } = JSON.parse(text);
			phases[0].gate = { command: "git rev-parse HEAD", name: "own" };
			return JSON.stringify({ phases, task_summary, task_id });
		});
		const started = await baton(directory, "execute", "start");
		expect([started.code, started.err]).toEqual([0, expect.anything()]);
		expect(await next()).toBe("");
		const taken = await readFile(exported(), "utf8");
		await gated("git status");
		expect(await next()).toBe(
			"note: .claude/team-context/plan.json differs from what was started; the run goes by the plan as it was started. `baton execute amend` changes it.",
		);
		await edit((text) => text.slice(0, 40));
		expect(await next()).toMatch(
			/^note: \.claude\/team-context\/plan\.json cannot be read \(.*\); the run goes by the plan as it was started\.$/,
		);
		await writeFile(exported(), taken);
		expect(await next()).toBe("");
	});
});

describe("a plan of one's own", () => {
	const STEPS = "[{ role: writer, task: Write it }]";

	async function imported(name: string, text: string) {
		const path = join(directory, ".git", name);
		await writeFile(path, text);
		return baton(directory, "plan", "Own", "--import", path, "--save");
	}

	test("is taken from YAML, from JSON, and from what was exported", async () => {
		const yaml = await imported(
			"plan.yaml",
			`phases: [{ name: One, steps: ${STEPS} }]\n`,
		);
		expect([yaml.code, yaml.err]).toEqual([0, ""]);
		const json = await imported(
			"plan.json",
			await readFile(exported(), "utf8"),
		);
		expect([json.code, json.err]).toEqual([0, ""]);
		expect(json.out).toContain("Phase 1 — One\n  1.1 writer Write it\n");
	});

	test("may be as long as a board takes", async () => {
		const steps = Array.from({ length: 200 }, (_, at) => ({
			role: "writer",
			task: `Write part ${at}, ${"and more ".repeat(60)}`,
		}));
		const ran = await imported(
			"long.json",
			JSON.stringify({ phases: [{ name: "One", steps }] }),
		);
		expect([ran.code, ran.err]).toEqual([0, ""]);
		expect((await baton(directory, "execute", "start")).code).toBe(0);
	});

	test.each([
		[
			"cycle.yaml",
			'phases: [{ name: A, steps: [{ id: "1.1", role: a, task: t, depends_on: ["1.2"] }, { id: "1.2", role: a, task: t, depends_on: ["1.1"] }] }]',
			/The steps wait for each other: 1\.1 → 1\.2 → 1\.1/,
		],
		[
			"twice.yaml",
			'phases: [{ name: A, steps: [{ id: "1.1", role: a, task: t }, { id: "1.1", role: a, task: t }] }]',
			/The step id 1\.1 is used already/,
		],
		["none.yaml", "phases: []", /The plan has no phases/],
		[
			"no-steps.yaml",
			"phases: [{ name: A, steps: [] }]",
			/Phase 1 \(A\) has no steps/,
		],
		[
			"hostile.json",
			`{"phases":[{"name":"A","__proto__":{"x":1},"steps":[]}]}`,
			/cannot be taken.*__proto__/,
		],
		["alias.yaml", "a: &x 1\nb: *x\n", /cannot be taken/],
		["half.json", `{"phases": [`, /cannot be taken in line \d+: .*JSON/],
		["large.yaml", `a: ${"x".repeat(2_000_000)}`, /it is larger than 512 kB/],
		[
			"role.yaml",
			'phases: [{ name: A, steps: [{ role: "a b; rm", task: t }] }]',
			/phases\[0\]\.steps\[0\]\.role: .* is no role/,
		],
	])(
		"that is wrong is refused with its place: %s",
		async (name, text, message) => {
			const ran = await imported(name, text);
			expect([ran.code, ran.out]).toEqual([1, ""]);
			expect(ran.err).toMatch(/^error: [^\n]+\n {2}hint: [^\n]+$/);
			expect(ran.err).toMatch(message);
			expect(await branches()).toBe("refs/heads/main");
			expect(await git(directory, "status", "--porcelain")).toBe("");
		},
	);

	test("that is not there is named", async () => {
		const ran = await baton(directory, "plan", "--import", "/no/such.yaml");
		expect(ran).toEqual({
			code: 1,
			out: "",
			err: "error: The plan /no/such.yaml cannot be read: there is no such file.\n  hint: Name a file of YAML or JSON with --import.",
		});
	});
});

describe("what is only looked at", () => {
	test.each([
		["plan", "Add it"],
		["plan", "Add it", "--save", "--dry-run"],
	])(
		"writes nothing, and how to save it can be pasted: %s %s %s",
		async (...words) => {
			const ran = await baton(
				directory,
				...words.filter((one) => one !== undefined),
			);
			expect(ran.out).toMatch(
				/\nNothing was saved\. To put it on the board:\n {2}baton plan "Add it" --save$/,
			);
			expect(await branches()).toBe("refs/heads/main");
			expect(await git(directory, "status", "--porcelain")).toBe("");
		},
	);

	test("is quoted for the shell, with the options that were given", async () => {
		const ran = await baton(
			directory,
			...["plan", "Don't touch $HOME", "--risk", "HIGH", "--model", "opus"],
			...["--agents", "writer,code-reviewer", "--complexity", "light"],
		);
		expect(ran.out.split("\n").at(-1)).toBe(
			"  baton plan 'Don'\\''t touch $HOME' --model opus --agents writer,code-reviewer --risk HIGH --complexity light --save",
		);
		expect(ran.out).toContain("Risk: HIGH");
		expect(ran.out).toMatch(/\n {2}1\.1 (writer|code-reviewer) \[opus\] /);
	});
});

describe("where an export cannot go the plan is saved all the same, with a warning:", () => {
	test.each([
		["a file in its place", () => writeFile(join(directory, ".claude"), "")],
		[
			"a link out of the checkout",
			() =>
				symlink(join(directory, "..", "nowhere"), join(directory, ".claude")),
		],
		[
			"a folder of that name",
			() => mkdir(exported(), { recursive: true }).then(() => undefined),
		],
	])("%s", async (_what, place) => {
		await place();
		const ran = await baton(directory, "plan", "Add it", "--save");
		expect(ran.code).toBe(0);
		expect(ran.err).toMatch(
			/^warning: \.claude\/team-context\/plan\.json was not written: [^\n]+$/,
		);
		expect(ran.out).toMatch(/\nNext:\n {2}baton execute start$/);
		expect(ran.out).not.toContain("Plan saved");
		expect(await branches()).toContain("refs/heads/baton/board");
	});
});
