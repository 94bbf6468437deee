import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	expect,
	test,
} from "vitest";
import { type Checkout, makeCheckout } from "../../support/checkout.ts";
import { ownBundle } from "../../support/own-bundle.ts";

let bundle: Awaited<ReturnType<typeof ownBundle>>;
let checkout: Checkout;

beforeAll(async () => {
	bundle = await ownBundle();
});

afterAll(() => bundle.remove());

beforeEach(async () => {
	checkout = await makeCheckout({}, { cli: bundle.cli });
});

afterEach(() => checkout.remove());

async function printed(...words: readonly string[]): Promise<string> {
	const { code, out, err } = await checkout.baton("execute", ...words);
	expect([code, err], words.join(" ")).toEqual([0, ""]);
	return out.trimEnd();
}

/** A run with so many steps out at a time. Answers their ids. */
async function stepsOut(count: number): Promise<readonly string[]> {
	const ids = Array.from({ length: count }, (_, at) => `1.${at + 1}`);
	const steps = ids.map((id) => `      - { role: writer, task: Write ${id} }`);
	const path = join(checkout.directory, ".git", "plan.yaml");
	await writeFile(
		path,
		`phases:\n  - name: All\n    steps:\n${steps.join("\n")}\n`,
	);
	await checkout.baton("plan", "Many parts", "--import", path, "--save");
	await printed("start");
	for (const id of ids) await printed("dispatched", "--step-id", id, ...as(id));
	return ids;
}

/** One worker has so many steps at most; here each step has its own. */
const as = (step: string) => ["--agent-as", `worker-${step.slice(2)}`];

const record = (step: string) => [
	...["execute", "record", "--step-id", step],
	...["--status", "complete", "--outcome", `did ${step}`],
	...as(step),
];

test("four processes that record steps at the same time lose none of them", async () => {
	const ids = await stepsOut(4);
	const ran = await Promise.all(ids.map((id) => checkout.baton(...record(id))));
	expect(ran.map(({ code, err }) => [code, err])).toEqual(
		ids.map(() => [0, ""]),
	);
	expect(await printed("status")).toContain("Steps: 4/4 |");
	expect(await printed("complete")).toMatch(/^Task \S+ completed\./);
	expect((await checkout.baton("verify")).code).toBe(0);
}, 60_000);

test("a process that is killed while it records leaves the step done or not done, and the same said again does it", async () => {
	const ids = await stepsOut(12);
	// As long as one that nobody kills.
	const startMs = performance.now();
	await checkout.baton(...record("1.12"));
	const wholeMs = performance.now() - startMs;
	let done = 1;
	for (const [at, id] of ids.slice(0, -1).entries()) {
		const killed = await checkout.killed((wholeMs * at) / 8, ...record(id));
		const steps = /^Steps: (\d+)\/12/m.exec(await printed("status"))?.[1];
		expect([done, done + 1]).toContain(Number(steps));
		// What was acknowledged is there.
		if (killed.code === 0) expect(Number(steps)).toBe(done + 1);
		const before = await printed("resume");
		expect(await printed("resume")).toBe(before);
		expect(await printed(...record(id).slice(1))).toMatch(
			new RegExp(`^Recorded: step ${id} \\(writer\\) — complete\n`),
		);
		done += 1;
		expect(await printed("status")).toContain(`Steps: ${done}/12 |`);
	}
	expect(await printed("next")).toContain("ACTION: COMPLETE");
	expect((await checkout.baton("verify")).code).toBe(0);
	await printed("complete");
}, 120_000);

test("a gate that is interrupted ends with what it started, and leaves the gate pending", async () => {
	const pids = join(checkout.directory, ".git", "pids");
	const path = join(checkout.directory, ".git", "plan.yaml");
	await writeFile(
		path,
		`phases: [{ name: One, steps: [{ role: a, task: t }], gate: { name: slow, command: "echo $$ > ${pids}; sleep 300; false" } }]\n`,
	);
	await checkout.baton("plan", "Slow", "--import", path, "--save");
	await printed("start");
	await printed("dispatched", "--step-id", "1.1", ...as("1.1"));
	await checkout.baton(...record("1.1"));
	const gate = spawn(process.execPath, [
		...[bundle.cli, "execute", "gate", "--run"],
		...["--repo", checkout.directory],
	]);
	const ended = once(gate, "close");
	const read = () => readFile(pids, "utf8").catch(() => "");
	await expect.poll(read, { timeout: 20_000 }).toMatch(/^\d+\n/);
	gate.kill("SIGTERM");
	expect(await ended).toEqual([null, "SIGTERM"]);
	const pid = (await read()).trim();
	const state = () =>
		String(spawnSync("ps", ["-o", "stat=", "-p", pid]).stdout).trim();
	await expect.poll(state, { timeout: 20_000 }).toMatch(/^(Z.*)?$/);
	expect(await printed("next")).toContain("ACTION: GATE\n");
}, 60_000);
