import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	expect,
	test,
} from "vitest";
import { baton, git, planned } from "../cli/board-repository.ts";
import { type WorkPlace, workBench } from "../cli/work-place.ts";

let bench: Awaited<ReturnType<typeof workBench>>;
let place: WorkPlace;

beforeAll(async () => {
	bench = await workBench();
}, 120_000);
afterAll(() => bench.remove());
beforeEach(async () => {
	place = await bench.open();
});
afterEach(() => place.remove());

/** `baton work` until there is nothing left, each task worked by a shell script. */
const drain = (script: string, ...options: readonly string[]) =>
	place.start(["work", "--until-empty", ...options, "--", "sh", "-c", script]);

test("two workers under one name drain 12 dependent tasks, each done once and after what it waits for", async () => {
	const keys = Array.from({ length: 12 }, (_, index) => `t${index + 1}`);
	for (const [index, key] of keys.entries()) {
		const before = keys.slice(Math.max(0, index - 3), index);
		await place.enroll(key, {
			blocked_by: before.filter((_, at) => (index + at) % 2 === 0),
		});
	}
	const script =
		'echo "begin $BATON_TASK_ID $BATON_FENCE" >> "$LOG"; sleep 0.05; echo "end $BATON_TASK_ID" >> "$LOG"; echo "made $BATON_TASK_ID" > "$BATON_RESULT_FILE"';
	const workers = [drain(script), drain(script, "--parallel", "2")];
	for (const { ended, output } of workers)
		expect(await ended, output()).toBe(0);
	const lines = await place.lines();
	const begun = lines.filter((line) => line.startsWith("begin"));
	expect(begun.toSorted()).toEqual(
		keys.map((key) => `begin ${key} 1`).toSorted(),
	);
	for (const key of keys) {
		const task = await place.task(key);
		expect(task).toMatchObject({
			...{ status: "done", fence: 1, attempts: 0 },
			...{ deliverable: `made ${key}` },
		});
		for (const blocker of task.blocked_by)
			expect(lines.indexOf(`end ${blocker}`)).toBeLessThan(
				lines.indexOf(`begin ${key} 1`),
			);
	}
	expect(await baton(place.directory, "verify")).toMatchObject({ code: 0 });
}, 60_000);

test("what a command is told is in its environment and in a file, and nothing in a title is carried out", async () => {
	const title = `$(touch pwned) \`touch pwned\` '; touch pwned #\u001b[31m`;
	await place.enroll("one", { title, description: "Do it\n```\nquietly" });
	const worker = drain(
		'env | grep ^BATON_ > "$LOG"; cat "$BATON_CONTEXT_FILE" >> "$LOG"',
		...["--lease", "30s"],
	);
	expect(await worker.ended, worker.output()).toBe(0);
	const told = await readFile(place.log, "utf8");
	expect(told).toMatch(/^BATON_TASK_ID=one$/m);
	expect(told).toMatch(/^BATON_AGENT=ada-lovelace$/m);
	expect(told).toMatch(/^BATON_FENCE=1$/m);
	expect(told).toMatch(/^BATON_LEASE_ID=local\/\S+\/board:one@1$/m);
	expect(told).toContain("BATON_TASK_TITLE=$(touch pwned) `touch pwned` ';");
	expect(told).not.toContain("BATON_STEP_ID");
	expect(told).toContain(
		"## Description\n\n````text\nDo it\n```\nquietly\n````",
	);
	expect(told).toContain("## When you are done");
	expect(told).not.toContain("\u001b");
	expect(await place.lines()).not.toContain("pwned");
	const [context] = /(?<=^BATON_CONTEXT_FILE=).*/m.exec(told) ?? [""];
	await expect(readFile(context)).rejects.toMatchObject({ code: "ENOENT" });
	expect(await baton(place.directory, "doctor")).toMatchObject({ code: 0 });
}, 60_000);

test("the exit code decides, and the result file says what came of it", async () => {
	const results: Readonly<Record<string, string>> = {
		whole:
			'{"deliverable": "a logger", "tokens": "1200/300", "cost": 0.02, "baton_patch": {"decision_log": ["One line each"]}}',
		odd: '{"deliverable": "half of it", "baton_patch": {"colour": "red"}}',
	};
	for (const task of ["whole", "odd", "stuck", "broken", "later"])
		await place.enroll(task);
	const script = `case $BATON_TASK_ID in
whole) echo '${results.whole}' > "$BATON_RESULT_FILE";;
odd) echo 'thinking'; echo '${results.odd}' > "$BATON_RESULT_FILE";;
stuck) echo 'who pays for it?' > "$BATON_RESULT_FILE"; exit 65;;
broken) exit 3;;
later) echo x >> "$LOG"; [ $(wc -l < "$LOG") -gt 1 ] || exit 75;;
esac`;
	const worker = drain(script);
	expect(await worker.ended, worker.output()).toBe(0);
	expect(await place.task("whole")).toMatchObject({
		...{ status: "done", deliverable: "a logger" },
		tokens: { input: 1200, output: 300, cost_usd: 0.02 },
	});
	expect(await place.task("odd")).toMatchObject({
		...{ status: "done", deliverable: "half of it" },
	});
	expect(await place.notes("odd")).toEqual([
		expect.stringContaining("Left out of the result: "),
	]);
	expect(await place.task("stuck")).toMatchObject({
		...{ status: "blocked", held: "who pays for it?" },
	});
	expect(await place.task("broken")).toMatchObject({
		...{ status: "ready", attempts: 1 },
		reason: "the command ended with exit code 3",
	});
	expect(await place.task("later")).toMatchObject({
		...{ status: "done", attempts: 1 },
	});
	expect(worker.output()).toContain("3 done, 2 failed, 1 blocked");
}, 60_000);

test("what failed here is not tried again here, and the task says so", async () => {
	await place.enroll("bad", { priority: "high" });
	await place.enroll("slow");
	const worker = drain(
		'echo "$BATON_TASK_ID" >> "$LOG"; [ $BATON_TASK_ID = slow ] || exit 1; sleep 1.5',
	);
	expect(await worker.ended, worker.output()).toBe(0);
	expect(await place.lines()).toEqual(["bad", "slow"]);
	expect(worker.output()).toContain("bad: not tried again here: it failed");
	expect(await place.notes("bad")).toEqual([
		"Failed: the command ended with exit code 1",
		"`baton work` does not try this again here: it failed here: the command ended with exit code 1",
	]);
	await place.enroll("more");
	const other = drain('echo "again $BATON_TASK_ID" >> "$LOG"');
	expect(await other.ended, other.output()).toBe(0);
	expect((await place.lines()).slice(2).toSorted()).toEqual([
		"again bad",
		"again more",
	]);
}, 60_000);

test("a command that cannot be started gives the task back, says so on it, and ends the worker", async () => {
	for (const task of ["a", "b", "c", "d"]) await place.enroll(task);
	const worker = place.start(["work", "--", "no-such-program", "$(x)"]);
	expect(await worker.ended, worker.output()).toBe(1);
	expect(worker.output()).toContain("error: no-such-program cannot be started");
	expect(await place.task("a")).toMatchObject({
		...{ status: "ready", attempts: 0 },
	});
	const notes = (
		await Promise.all(["a", "b", "c", "d"].map((key) => place.notes(key)))
	).flat();
	const told = notes.filter((note) => note.includes("does not try this again"));
	expect(told).toHaveLength(3);
	expect(told[0]).toContain("no-such-program ENOENT");
}, 60_000);

test("a lease is kept alive for as long as the command takes", async () => {
	await place.enroll("long");
	const worker = drain("sleep 5");
	expect(await worker.ended, worker.output()).toBe(0);
	expect(await place.task("long")).toMatchObject({
		...{ status: "done", fence: 1, attempts: 0 },
	});
}, 60_000);

test("a lease that is taken away ends the command, and nothing more is said about the task", async () => {
	await place.enroll("one");
	const worker = drain(
		`trap 'echo told >> "$LOG"; exit 0' TERM; echo up >> "$LOG"; echo running; while :; do sleep 0.1; done`,
	);
	await worker.printed(/^running$/m);
	await place.say("force-release", "one", { reason: "the wrong branch" });
	await place.say("block", "one", { reason: "not yet" });
	expect(await worker.ended, worker.output()).toBe(0);
	expect(worker.output()).toContain("one: the lease is lost");
	expect(worker.output()).toContain("1 lost");
	expect(await place.lines()).toEqual(["up", "told"]);
	expect(await place.task("one")).toMatchObject({
		...{ status: "blocked", held: "not yet" },
	});
}, 60_000);

test("what the command says itself is not said twice", async () => {
	for (const task of ["one", "two"]) await place.enroll(task);
	const cli = place.cli;
	const said = `"${process.execPath}" "${cli}"`;
	const worker = drain(
		`case $BATON_TASK_ID in
one) ${said} done --deliverable "my own words";;
two) ${said} block --reason "my own reason"; exit 1;;
esac; sleep 1.5`,
	);
	expect(await worker.ended, worker.output()).toBe(0);
	expect(worker.output()).toContain("2 ended by the command");
	expect(await place.task("one")).toMatchObject({
		...{ status: "done", deliverable: "my own words" },
	});
	expect(await place.task("two")).toMatchObject({
		...{ status: "blocked", held: "my own reason", attempts: 0 },
	});
}, 60_000);

test("a worker that is killed loses the task when its lease is over, and the next one does it", async () => {
	await place.enroll("one");
	await place.enroll("two", { blocked_by: ["one"] });
	const first = place.start([
		...["work", "--", "sh", "-c"],
		'echo "first $BATON_FENCE $$" >> "$LOG"; echo running; exec sleep 30',
	]);
	await first.printed(/^running$/m);
	const second = drain('echo "second $BATON_TASK_ID $BATON_FENCE" >> "$LOG"');
	first.process.kill("SIGKILL");
	expect(await first.ended).toBe("SIGKILL");
	expect(await second.ended, second.output()).toBe(0);
	const lines = await place.lines();
	process.kill(Number(lines[0]?.split(" ").at(-1)), "SIGKILL");
	expect(lines.slice(1)).toEqual(["second one 2", "second two 1"]);
	expect(await place.task("one")).toMatchObject({
		...{ status: "done", fence: 2, attempts: 1 },
	});
	expect(await roomsLeft()).toEqual([]);
}, 60_000);

test("Ctrl-C once: what runs is finished, and nothing new is taken", async () => {
	for (const task of ["one", "two"]) await place.enroll(task);
	const worker = place.start([
		...["work", "--", "sh", "-c"],
		'echo "begin" >> "$LOG"; echo running; sleep 1; echo "end" >> "$LOG"',
	]);
	await worker.printed(/^running$/m);
	worker.process.kill("SIGINT");
	expect(await worker.ended, worker.output()).toBe(0);
	expect(await place.lines()).toEqual(["begin", "end"]);
	const statuses = [await place.task("one"), await place.task("two")].map(
		({ status }) => status,
	);
	expect(statuses.toSorted()).toEqual(["done", "ready"]);
}, 60_000);

test("Ctrl-C twice: what runs is ended with all it started, and given back at no cost", async () => {
	await place.enroll("one");
	const worker = place.start([
		...["work", "--", "sh", "-c"],
		'sh -c \'trap "echo child >> $LOG; exit" TERM; echo running; while :; do sleep 0.1; done\'; echo after >> "$LOG"',
	]);
	await worker.printed(/^running$/m);
	worker.process.kill("SIGINT");
	await worker.printed(/no more tasks/);
	worker.process.kill("SIGINT");
	expect(await worker.ended, worker.output()).toBe(130);
	expect(await place.lines()).toEqual(["child"]);
	const { lease, ...task } = await place.task("one");
	expect(task).toMatchObject({ status: "ready", attempts: 0 });
	expect(lease).toBeUndefined();
}, 60_000);

test("one that waits ends at the first Ctrl-C, and at once", async () => {
	const worker = place.start(["work", "--", "true"]);
	await place.enroll("one");
	await worker.printed(/^baton work: one: done$/m);
	worker.process.kill("SIGINT");
	expect(await worker.ended, worker.output()).toBe(0);
}, 60_000);

test("the steps of a plan are worked one after the other, and the last one completes the task", async () => {
	const task = await planned(place.directory);
	const started = await baton(place.directory, "execute", "start");
	expect(started.code, started.err).toBe(0);
	const worker = drain(
		'echo "$BATON_STEP_ID $BATON_LEASE_ID" >> "$LOG"; grep -c "# Agent Task: $BATON_STEP_ID" "$BATON_CONTEXT_FILE" >> "$LOG"; echo "did $BATON_STEP_ID" > "$BATON_RESULT_FILE"',
		...["--parallel", "2"],
	);
	expect(await worker.ended, worker.output()).toBe(0);
	const lines = await place.lines();
	expect(lines.filter((line) => line !== "1")).toEqual([
		expect.stringMatching(new RegExp(`^1.1 local/.*:${task}/1.1@1$`)),
		expect.stringMatching(new RegExp(`^1.2 local/.*:${task}/1.2@1$`)),
	]);
	expect(lines.filter((line) => line === "1")).toHaveLength(2);
	expect(await place.task(task)).toMatchObject({ status: "done" });
	expect(worker.output()).toContain(`${task}: done, its plan is through`);
}, 60_000);

test("Ctrl-C three times leaves nothing behind, and each of them is told once", async () => {
	await place.enroll("one");
	const worker = place.start([
		...["work", "--", "sh", "-c"],
		'trap "" TERM INT; echo "pid $$ runs"; while :; do sleep 0.1; done',
	]);
	const [, pid] = await worker.printed(/^pid (\d+) runs$/m);
	worker.process.kill("SIGINT");
	await worker.printed(/no more tasks/);
	worker.process.kill("SIGINT");
	await worker.printed(/is being ended/);
	worker.process.kill("SIGINT");
	expect(await worker.ended, worker.output()).toBe(130);
	await expect.poll(() => isRunning(Number(pid))).toBe(false);
	expect(worker.output().match(/no more tasks/g)).toHaveLength(1);
	expect(worker.output().match(/is being ended/g)).toHaveLength(1);
	expect(await roomsLeft()).toEqual([]);
}, 60_000);

/** The directories that workers have left behind. */
async function roomsLeft(): Promise<readonly string[]> {
	const names = await readdir(`${place.directory}/.git`);
	return names.filter((name) => name.startsWith("baton-work-"));
}

/** False also for one that has ended and that nobody has asked about yet. */
function isRunning(pid: number): boolean {
	try {
		return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

test("where no files can be written nothing is taken", async () => {
	await place.enroll("one");
	const worker = place.start(["work", "--until-empty", "--", "true"], {
		TMPDIR: `${place.directory}/none`,
	});
	expect(await worker.ended, worker.output()).toBe(3);
	expect(worker.output()).toMatch(/^error: the files for commands cannot/);
	expect(worker.output()).toContain("TMPDIR names another directory");
	expect(await place.task("one")).toMatchObject({ status: "ready" });
	expect((await place.task("one")).fence).toBe(0);
}, 60_000);

test("a plan that nobody started is named when there is nothing else", async () => {
	const task = await planned(place.directory);
	const worker = drain("true");
	expect(await worker.ended, worker.output()).toBe(0);
	expect(worker.output()).toContain(
		`\`baton execute start --task-id ${task}\` starts it`,
	);
	expect(await place.task(task)).toMatchObject({ status: "ready" });
}, 60_000);

test.each([["true"], ["sh", "-c", "true"], ["true", "--", "false"]])(
	"a command without two dashes before it is not run: %s",
	async (...words) => {
		const worker = place.start(["work", ...words]);
		expect(await worker.ended, worker.output()).toBe(2);
		expect(worker.output()).toContain("`baton work -- sh -c '…'`");
		const help = place.start(["work", "--help"]);
		expect(await help.ended).toBe(0);
		expect(help.output()).toContain(
			"Usage: baton work [options] -- <command>…",
		);
	},
	60_000,
);

test("a board that is frozen under a worker ends it, with the way on", async () => {
	await place.enroll("one");
	await place.enroll("two");
	const worker = place.start([
		...["work", "--", "sh", "-c"],
		'echo running; while [ ! -s "$LOG" ]; do sleep 0.1; done',
	]);
	await worker.printed(/^running$/m);
	const ref = "refs/heads/baton/board";
	await git(place.directory, "update-ref", ref, `${ref}~2`);
	await writeFile(place.log, "go on\n");
	expect(await worker.ended, worker.output()).toBe(3);
	expect(worker.output()).toContain("the board is frozen");
	expect(worker.output()).toContain("start the worker again");
}, 60_000);
