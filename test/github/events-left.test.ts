import { expect, test } from "vitest";
import { makeRepositoryBench } from "../support/repository-bench.ts";

const CONFIG = "review: never\npushes_per_minute: 0\n";
const MINUTE_MS = 60_000;

type Bench = Awaited<ReturnType<typeof makeRepositoryBench>>;

const now = (it: Bench) => new Date(it.bench.nowMs()).toISOString();

/** An issue gets the board's label, of which nobody tells. */
function label(it: Bench, number: number): void {
	it.github.issues.set(number, {
		...{ number, title: `Issue ${number}`, body: "", labels: ["baton"] },
		...{ isClosed: false, stateReason: null, assignees: [] },
		isPullRequest: false,
	});
	it.github.happen("maintainer", number, "labeled", {
		...{ createdAt: now(it), label: "baton" },
	});
}

const tasks = (it: Bench) =>
	it.bench.replica().inspect((board) => [...board.keys()].length);

const mark = (it: Bench) =>
	it.bench.replica().inspect(({ board }) => board?.inbox.below.event ?? 0);

test("an event that failed before a sweep began is not passed over by the mark, however many were still to come", async () => {
	const it = await makeRepositoryBench(CONFIG);
	const { issue, events } = it.github;
	for (let number = 1; number <= 450; number++) label(it, number);
	let failures = 0;
	it.github.issue = async (number) => {
		if (number !== 50 || failures > 0) return issue(number);
		failures += 1;
		throw Object.assign(new Error("Bad gateway"), { status: 502 });
	};
	let swept: Promise<void> | undefined;
	it.github.events = async (after) => {
		const read = await events(after);
		if (swept === undefined) {
			it.bench.advance(2 * MINUTE_MS);
			swept = it.repository().sweep();
		}
		return read;
	};
	it.repository().issueEvent();
	await it.repository().settled();
	await swept;
	expect(failures).toBe(1);
	await it.repository().sweep();
	expect(await tasks(it)).toBe(450);
});

test("no event is read while there is no board, and all are once there is one", async () => {
	const it = await makeRepositoryBench("review: nonsense\n");
	const { events } = it.github;
	let reads = 0;
	it.github.events = (after) => {
		reads += 1;
		return events(after);
	};
	label(it, 7);
	for (let count = 0; count < 5; count++) {
		it.repository().issueEvent();
		await it.repository().settled();
	}
	await it.repository().sweep();
	expect(reads).toBe(0);
	it.github.files.set(".github/baton.yml", CONFIG);
	await it.repository().sweep();
	expect(await tasks(it)).toBe(1);
});

test("an event that can never be looked into keeps no lease and, after a while, neither its issue nor the mark", async () => {
	const it = await makeRepositoryBench(CONFIG);
	await it.enroll(1);
	await it.enroll(2);
	await it.say("alice", 1, "/claim for=1m");
	const { role } = it.github;
	it.github.role = async (account) => {
		if (account.login !== "mallory") return role(account);
		throw Object.assign(new Error("Protected by SAML"), { status: 403 });
	};
	it.github.happen("mallory", 2, "assigned", {
		...{ createdAt: now(it), assignee: "alice" },
	});
	const closed = it.github.happen("maintainer", 2, "closed", {
		createdAt: now(it),
	});
	const status = (key: string) =>
		it.bench.replica().inspect((board) => board.task(key)?.status);
	it.bench.advance(5 * MINUTE_MS);
	await it.repository().sweep();
	expect(await status("1")).toBe("ready");
	expect(await status("2")).toBe("ready");
	expect(await mark(it)).toBeLessThan(closed.id);
	for (let sweeps = 0; sweeps < 12; sweeps++) {
		it.bench.advance(5 * MINUTE_MS);
		await it.repository().sweep();
	}
	expect(it.errors.filter((one) => one.includes("it is let go of"))).toEqual([
		"assigned on issue 2: it is let go of after 11 tries",
	]);
	expect(await status("2")).toBe("done");
	expect(await mark(it)).toBe(closed.id);
});
