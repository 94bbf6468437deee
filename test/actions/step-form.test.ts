import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DEMO } from "../../src/demo.ts";
import {
	ACTIONS,
	type ActionsRunner,
	type Step,
	startActionsRunner,
} from "../support/actions-runner.ts";

const EVIL = "::error::x%0A ##[error]y";

// Each step is a process of its own, and some wait ten seconds for their turn to show something.
vi.setConfig({ testTimeout: 120_000 });

let runner: ActionsRunner;

beforeAll(async () => {
	runner = await startActionsRunner({
		config: "review: never\npushes_per_minute: 0\n",
	});
});
afterAll(() => runner.close());

const issues = () => runner.rest("maintainer").issues;

/** Puts an issue on the board. */
async function opened(title: string): Promise<number> {
	const { data } = await issues().create({
		...{ ...DEMO, title, labels: ["baton"] },
	});
	const run = await runner.run({ event: "schedule" });
	expect(run.code, run.log).toBe(0);
	return data.number;
}

const step = (command: string, more: Step = {}) =>
	runner.run({
		...{ actor: "alice", ...more },
		inputs: { command, ...more.inputs },
	});

describe("a step that says commands", () => {
	test("claims and completes a task as whoever started the run, and shows it", async () => {
		const issue = await opened("Work in a job");
		const run = await step(
			`/claim ${issue} as=alice\n\n/context ${issue}\n/note ${issue} decision "Use one table"\n/done ${issue} "Reads them all"\n`,
		);
		expect(run.code, run.log).toBe(0);
		expect(run.outputs).toMatchObject({ ok: "true", code: "" });
		expect(JSON.parse(run.outputs.answer as string)).toMatchObject({
			...{ ok: true, verb: "done", task: String(issue) },
		});
		expect(JSON.parse(run.outputs.answers as string)).toHaveLength(4);
		const { data } = await issues().get({ ...DEMO, issue_number: issue });
		expect(data.state).toBe("closed");
		expect(data.labels).toContainEqual(
			expect.objectContaining({ name: "baton:done" }),
		);
		const head = (await runner.board.head()) as string;
		for await (const { message } of runner.board.log(head)) {
			expect(message).toMatch(/^Baton-Actor: alice \(\d+\)$/m);
			expect(message).toMatch(/^Baton-Role: write$/m);
			break;
		}
	});

	test("takes effect once, however often its run is repeated, and anew in another run", async () => {
		const issue = await opened("Repeat");
		const note = `/note ${issue} "once"`;
		const first = await step(note, { runId: "77" });
		const again = await step(note, {
			runId: "77",
			env: { GITHUB_RUN_ATTEMPT: "2" },
		});
		const other = await step(note, { runId: "78" });
		const leg = await step(note, {
			runId: "78",
			env: { "INPUT_MATRIX-LEG": "1" },
		});
		for (const { code, log } of [first, again, other, leg])
			expect(code, log).toBe(0);
		const commits = [first, again, other, leg].map(
			({ outputs }) => JSON.parse(outputs.answer as string).commit,
		);
		expect(commits[1]).toBe(commits[0]);
		expect(new Set(commits).size).toBe(3);
		expect(JSON.parse(again.outputs.answer as string).repeated).toBe(true);
	});

	test("fails on a refusal, unless it may go on, and stops there", async () => {
		const issue = await opened("Taken");
		await step(`/claim ${issue}`, { actor: "bob" });
		const words = `/claim ${issue}\n/note ${issue} "never said"`;
		const run = await step(words);
		expect(run.code).toBe(1);
		expect(run.outputs).toMatchObject({ ok: "false", code: "CONFLICT_LOCKED" });
		expect(JSON.parse(run.outputs.answers as string)).toHaveLength(1);
		expect(run.commands.join("\n")).toMatch(
			/^::error title=CONFLICT_LOCKED::/m,
		);
		const lenient = await step(words, { inputs: { "allow-refusal": "true" } });
		expect(lenient.code, lenient.log).toBe(0);
		expect(lenient.outputs).toMatchObject({
			ok: "false",
			code: "CONFLICT_LOCKED",
		});
		expect(lenient.commands.join("\n")).not.toContain("::error");
	});

	test("is told the role of its actor, and nobody else's", async () => {
		const issue = await opened("Ask who it is");
		const guest = await step(`/claim ${issue}`, { actor: "guest" });
		expect(guest.outputs.code, guest.log).toBe("FORBIDDEN");
		const bot = await step(`/claim ${issue}`, { actor: `${ACTIONS}[bot]` });
		expect(bot.code).toBe(1);
		expect(bot.outputs.code, bot.log).toBe("FORBIDDEN");
		const nobody = await step(`/claim ${issue}`, {
			env: { GITHUB_ACTOR_ID: "" },
		});
		expect(nobody.outputs.code, nobody.log).toBe("UNAUTHENTICATED");
	});

	test("takes a command in parts, and waits for work", async () => {
		const issue = await opened("Wait for me");
		const found = await runner.run({
			actor: "agent-1",
			inputs: { verb: "wait", input: '{"timeout_sec": 20}' },
		});
		expect(found.code, found.log).toBe(0);
		const shown = JSON.parse(found.outputs.answer as string);
		expect(shown.data.task).not.toBeNull();
		const claimed = await runner.run({
			actor: "agent-1",
			inputs: { verb: "claim", task: `#${issue}`, input: '{"for":"20m"}' },
		});
		expect(claimed.code, claimed.log).toBe(0);
		expect(JSON.parse(claimed.outputs.answer as string)).toMatchObject({
			...{ verb: "claim", task: String(issue) },
		});
		const none = await runner.run({
			actor: "agent-2",
			inputs: {
				verb: "wait",
				input: '{"timeout_sec": 1, "labels": ["nobody-has-this"]}',
			},
		});
		expect(JSON.parse(none.outputs.answer as string).data).toMatchObject({
			task: null,
		});
	});

	test("shows nobody's words to the runner as commands", async () => {
		const issue = await opened(EVIL);
		const run = await step(
			`/show ${issue}\n/block ${issue} "${EVIL}"\n/done ${issue} "${EVIL}"`,
			{
				inputs: { "allow-refusal": "true" },
			},
		);
		expect(run.log).toContain("error");
		for (const line of run.commands)
			expect(line).toMatch(/^::(notice|warning) title=[A-Z_]+::/);
		const broken = await step(`${EVIL}\n::error::z`);
		expect(broken.outputs.code).toBe("VALIDATION");
		expect(broken.commands).toHaveLength(1);
	});
});

test("a step has no board to speak to before the workflow ran once", async () => {
	const other = await startActionsRunner();
	try {
		const run = await other.run({ inputs: { command: "/claim 1" } });
		expect(run.code, run.log).toBe(1);
		expect(run.outputs.ok).toBe("false");
		expect(run.outputs.code).toBe("NOT_FOUND");
		expect(JSON.parse(run.outputs.answer as string).hint).toMatch(
			/^Run the workflow `baton` once/,
		);
		const wait = await other.run({ inputs: { verb: "wait" } });
		expect(wait.log).toContain("Run the workflow `baton` once");
	} finally {
		await other.close();
	}
});
