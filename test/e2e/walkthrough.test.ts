import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import type { Plan } from "../../src/core/plan/plan.ts";
import { type Checkout, makeCheckout } from "../support/checkout.ts";
import { GO, PYTHON, RUST, TYPESCRIPT } from "../support/sample-projects.ts";

const TASK = "Add request logging middleware to the FastAPI app";

function has(command: string, ...words: readonly string[]): boolean {
	try {
		execFileSync(command, [...words], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

describe("the walkthrough of a first run", () => {
	let checkout: Checkout;
	afterEach(() => checkout.remove());

	async function printed(...words: readonly string[]): Promise<string> {
		const { code, out, err } = await checkout.baton(...words);
		expect([code, err], `baton ${words.join(" ")}`).toEqual([
			0,
			expect.anything(),
		]);
		return out.trimEnd();
	}

	/** Does a step's work: one commit. Answers its name. */
	async function work(step: string, role: string): Promise<string> {
		await checkout.write(
			`app/step_${step.replace(".", "_")}.py`,
			"DONE = True\n",
		);
		await checkout.git("add", "--all");
		await checkout.git(
			"commit",
			"--quiet",
			"-m",
			`step ${step}: ${role} complete`,
		);
		return checkout.git("rev-parse", "HEAD");
	}

	it.skipIf(!has("pytest", "--version"))(
		"goes word for word in a python repository, its gate a real pytest",
		async () => {
			checkout = await makeCheckout(PYTHON);
			const planned = await printed("plan", TASK, "--save", "--explain");
			expect(planned).toMatch(/^Task: Add request logging middleware/);
			const id = /^Task ID: (\S+)$/m.exec(planned)?.[1] ?? "";
			expect(planned).toMatch(/^Risk: LOW \| Budget: \w+ \| Mode: \w+$/m);
			expect(planned).toMatch(/^Phase 1 — /m);
			expect(planned).toMatch(/^ {2}1\.1 backend-engineer--python \[\w+\] /m);
			expect(planned).toMatch(/^ {2}Gate: .*pytest/m);
			expect(planned).toMatch(/^Explanation: /m);

			const started = await printed("execute", "start");
			expect(started).toMatch(
				/^ACTION: DISPATCH\nAgent: backend-engineer--python\nModel: \w+\nStep: 1\.1\nMessage: Dispatch agent 'backend-engineer--python' for step 1\.1\.\n/,
			);
			expect(started).toContain(
				"--- Delegation Prompt ---\n# Agent Task: 1.1 — ",
			);
			expect(started).toContain("\n--- End Prompt ---");
			expect(started.split("\n").at(-1)).toBe(
				`Session binding: export BATON_TASK_ID=${id}`,
			);

			let rounds = 0;
			for (;;) {
				expect(++rounds).toBeLessThan(20);
				const next = await printed("execute", "next");
				const step = /^Step: (\S+)$/m.exec(next)?.[1];
				const role = /^Agent: (\S+)$/m.exec(next)?.[1] ?? "";
				if (next.startsWith("ACTION: DISPATCH") && step !== undefined) {
					expect(
						await printed(
							"execute",
							"dispatched",
							"--step-id",
							step,
							"--agent",
							role,
						),
					).toBe(`{"status": "dispatched", "step_id": "${step}"}`);
					const commit = await work(step, role);
					const recorded = await printed(
						...["execute", "record", "--step-id", step, "--agent", role],
						...["--status", "complete", "--outcome", "Added LoggingMiddleware"],
						...["--files", `app/step_${step.replace(".", "_")}.py`],
						...["--commit", commit.slice(0, 7)],
					);
					expect(recorded.split("\n")[0]).toBe(
						`Recorded: step ${step} (${role}) — complete`,
					);
				} else if (next.startsWith("ACTION: GATE")) {
					const phase = /^Phase: (\d+)$/m.exec(next)?.[1] ?? "";
					const gate = await printed(
						"execute",
						"gate",
						"--phase-id",
						phase,
						"--run",
					);
					expect(gate.split("\n")[0]).toBe(
						`Gate recorded: phase ${phase} — PASS`,
					);
				} else break;
			}
			expect(await printed("execute", "next")).toContain(
				`ACTION: COMPLETE\nSummary: Task ${id} completed successfully.`,
			);
			const completed = await printed("execute", "complete");
			expect(completed.split("\n")).toEqual([
				`Task ${id} completed.`,
				expect.stringMatching(
					/^Steps: (\d+)\/\1 \| Gates passed: [1-9]\d* \| Elapsed: \d+s$/,
				),
				`Trace: .claude/team-context/traces/${id}.json`,
				`Retrospective: .claude/team-context/retrospectives/${id}.md`,
			]);
			expect(await printed("dashboard")).toMatch(/1/);
			expect(await printed("verify")).toMatch(/\d/);
			// What was not asked for was not written: the rest of the exports was committed with the work.
			expect((await checkout.git("status", "--porcelain")).split("\n")).toEqual(
				[
					"?? .claude/team-context/retrospectives/",
					"?? .claude/team-context/traces/",
				],
			);
		},
		120_000,
	);

	const projects = [
		["TypeScript", TYPESCRIPT, true],
		["Rust", RUST, has("cargo", "--version")],
		["Go", GO, has("go", "version")],
	] as const;
	it.each(projects.filter(([, , isThere]) => isThere))(
		"is finished in a %s repository by typing nothing but what is printed",
		async (_language, files) => {
			checkout = await makeCheckout(files);
			let screen = await printed(
				"plan",
				"Add a flag for verbose output",
				"--save",
			);
			const typed: string[] = [];
			while (!screen.startsWith("Task ") || !screen.includes("completed.")) {
				const line = /^ {2}(baton [^\n]*)$/m.exec(screen)?.[1];
				expect(line, screen).toBeDefined();
				expect(typed.length, typed.join("\n")).toBeLessThan(40);
				const [command = ""] = (line as string).split("   (");
				const isWork = / dispatched /.test(command);
				if (isWork) {
					const { code, err } = await checkout.shell(command);
					expect([code, err]).toEqual([0, ""]);
					const [, record = ""] =
						/\n {2}(baton execute record [^\n]*)/.exec(screen) ?? [];
					const step = /--step-id (\S+)/.exec(record)?.[1] ?? "";
					await work(step, "worker");
					typed.push(record);
					screen = await shown(record);
				} else {
					typed.push(command);
					screen = await shown(command);
				}
			}
			expect(await printed("verify")).toMatch(/\d/);
		},
		300_000,
	);

	it("14, 15: proves a gate by the project's own command, and completes without trouble of its own", async () => {
		checkout = await makeCheckout(TYPESCRIPT);
		const plan = await printed("plan", "Add a flag", "--save", "--json");
		const { phases } = (JSON.parse(plan) as { plan: Plan }).plan;
		const commands = phases.flatMap(({ gate }) => gate?.command ?? []);
		expect(commands).toEqual(["npm test"]);
		await printed("execute", "start");
		for (const { id, gate, steps } of phases) {
			for (const step of steps) {
				await printed("execute", "dispatched", "--step-id", step.id);
				await printed(
					...["execute", "record", "--step-id", step.id],
					...["--status", "complete", "--outcome", "Done"],
				);
			}
			if (gate !== undefined)
				await printed("execute", "gate", "--phase-id", String(id), "--run");
		}
		expect(await checkout.baton("execute", "complete")).toMatchObject({
			code: 0,
			err: "",
		});
	}, 60_000);

	async function shown(line: string): Promise<string> {
		const { code, out, err } = await checkout.shell(line);
		expect(code, `${line}\n${out}\n${err}`).toBe(0);
		return out.trimEnd();
	}
});
