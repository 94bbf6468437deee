import { beforeEach, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let it: RepositoryBench;
/** How often the label was taken off, and how often comments were looked through. */
let takenOff: number;
let lookedThrough: number;

beforeEach(async () => {
	it = await makeRepositoryBench("review: never\n");
	[takenOff, lookedThrough] = [0, 0];
	const { removeLabel } = it.views;
	const { hasReply } = it.github;
	it.views.removeLabel = async (...given) => {
		takenOff += 1;
		return removeLabel(...given);
	};
	it.github.hasReply = async (...given) => {
		lookedThrough += 1;
		return hasReply(...given);
	};
});

const labels = () => it.github.issues.get(20)?.labels;
const said = () => it.github.said.map(({ body }) => body);

/** A bot that config does not name puts the board's label on issue 20. */
async function label({ isPullRequest = false } = {}): Promise<void> {
	it.github.issues.set(20, {
		...{ number: 20, title: "x", body: "", labels: ["baton"] },
		...{ isClosed: false, stateReason: null, assignees: [], isPullRequest },
	});
	it.github.happen("labeller[bot]", 20, "labeled", {
		createdAt: new Date(it.bench.nowMs()).toISOString(),
		label: "baton",
		isByBot: true,
	});
	it.repository().issueEvent();
	await it.repository().settled();
	it.bench.advance(MINUTE_MS);
}

test("a label that a bot puts on again and again is taken off three times, then left alone, which is said once", async () => {
	for (let round = 0; round < 3; round++) {
		await label();
		expect(labels()).toEqual([]);
	}
	expect(said()).toHaveLength(3);
	for (let round = 0; round < 100; round++) await label();
	expect(labels()).toEqual(["baton"]);
	expect(takenOff).toBe(3);
	expect(said()).toHaveLength(4);
	expect(said()[3]).toContain("is left alone now");
	expect(lookedThrough).toBe(4);
});

test("what happens rarely is no quarrel", async () => {
	for (let round = 0; round < 6; round++) {
		await label();
		it.bench.advance(DAY_MS);
	}
	expect(takenOff).toBe(6);
	expect(said()).toHaveLength(6);
});

test("a label that GitHub would not take off is tried again, and counts once", async () => {
	const { removeLabel } = it.views;
	let isAway = true;
	it.views.removeLabel = async (...given) => {
		if (isAway) throw Object.assign(new Error("bad gateway"), { status: 502 });
		return removeLabel(...given);
	};
	await label();
	for (let sweep = 0; sweep < 5; sweep++) {
		await it.repository().sweep();
		it.bench.advance(5 * MINUTE_MS);
	}
	isAway = false;
	await it.repository().sweep();
	expect(labels()).toEqual([]);
	await label();
	await label();
	expect(takenOff).toBe(3);
	expect(labels()).toEqual([]);
});

test("on a locked pull request nothing can be said, and the label is taken off once", async () => {
	it.github.reply = async () => {
		throw Object.assign(new Error("Issue is locked"), { status: 403 });
	};
	for (let round = 0; round < 30; round++) await label({ isPullRequest: true });
	expect(labels()).toEqual(["baton"]);
	expect(takenOff).toBe(1);
	expect(lookedThrough).toBeLessThan(5);
});
