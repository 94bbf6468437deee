import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import type {
	DeliveryApi,
	DeliveryRecord,
} from "../../src/github/redelivery/delivery-api.ts";
import { HintRoom, isNoRoom } from "../../src/github/redelivery/hint-room.ts";
import { Redelivery } from "../../src/github/redelivery/redelivery.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

const NOW = Date.UTC(2026, 10, 20, 19, 0, 0);
const HOUR_MS = 3_600_000;

/** An attempt some hours ago. */
function attempt(
	id: number,
	guid: string,
	{ hoursAgo = 1, event = "push", action = null as string | null } = {},
): DeliveryRecord {
	const deliveredAt = new Date(NOW - hoursAgo * HOUR_MS).toISOString();
	return { id, guid, deliveredAt, event, action };
}

interface Bench {
	readonly redelivery: Redelivery;
	readonly failed: DeliveryRecord[];
	readonly succeeded: DeliveryRecord[];
	/** Ids that were asked for. */
	readonly asked: number[];
	/** Outcomes that were listed, one for each time. */
	readonly listed: string[];
	readonly errors: string[];
	readonly said: string[];
	fail: (id?: number) => void;
	nowMs: number;
}

function makeBench(): Bench {
	const on: Omit<Bench, "redelivery"> = {
		...{ failed: [], succeeded: [], asked: [], listed: [] },
		...{ errors: [], said: [], fail: () => undefined, nowMs: NOW },
	};
	const api: DeliveryApi = {
		async *attempts(outcome) {
			on.listed.push(outcome);
			on.fail();
			yield* outcome === "failure" ? on.failed : on.succeeded;
		},
		async redeliver(id) {
			on.fail(id);
			on.asked.push(id);
		},
	};
	const redelivery = new Redelivery({
		api,
		nowMs: () => on.nowMs,
		onError: (error, what) =>
			on.errors.push(`${what}: ${(error as Error).message}`),
		onDone: (what) => on.said.push(what),
	});
	return Object.assign(on, { redelivery });
}

const withStatus = (status: number) =>
	Object.assign(new Error(`status ${status}`), { status });

describe("deliveries that did not arrive", () => {
	test("are asked for once for each event, by their last attempt", async () => {
		const on = makeBench();
		on.failed.push(
			attempt(12, "a"),
			attempt(11, "b", { hoursAgo: 2 }),
			attempt(10, "a", { hoursAgo: 3 }),
		);
		await on.redelivery.run();
		expect(on.asked).toEqual([11, 12]);
		expect(on.said).toEqual(["2 of 2 lost webhooks are sent again"]);
		on.nowMs += HOUR_MS;
		await on.redelivery.run();
		expect(on.asked).toEqual([11, 12]);
	});

	test("are asked for again while attempts go on failing, a day long", async () => {
		const on = makeBench();
		on.failed.push(attempt(1, "a"));
		for (let hour = 1; hour <= 30; hour++) {
			await on.redelivery.run();
			on.nowMs += HOUR_MS;
			// The last attempt failed as the one before it had.
			if (on.asked.at(-1) === hour)
				on.failed.unshift(attempt(hour + 1, "a", { hoursAgo: -hour }));
		}
		expect(on.asked).toEqual([...Array(24).keys()].map((n) => n + 1));
	});

	test("are left alone when any attempt succeeded", async () => {
		const on = makeBench();
		on.failed.push(attempt(11, "a"), attempt(10, "b"));
		on.succeeded.push(attempt(12, "b", { hoursAgo: 0 }));
		await on.redelivery.run();
		expect(on.asked).toEqual([11]);
	});

	test("are looked for once an hour, sooner after GitHub was away, and only among failures where there are none", async () => {
		const on = makeBench();
		await on.redelivery.run();
		await on.redelivery.run();
		on.nowMs += HOUR_MS - 1;
		await on.redelivery.run();
		expect(on.listed).toEqual(["failure"]);
		on.nowMs += 1;
		await on.redelivery.run();
		on.redelivery.soon();
		await on.redelivery.run();
		expect(on.listed).toEqual(["failure", "failure", "failure"]);
	});

	test("are given up after three days", async () => {
		const on = makeBench();
		on.failed.push(
			attempt(11, "a", { hoursAgo: 71 }),
			attempt(10, "b", { hoursAgo: 73 }),
		);
		await on.redelivery.run();
		expect(on.asked).toEqual([11]);
	});

	test("come a hundred at a time, those first that nothing else tells of", async () => {
		const on = makeBench();
		for (let id = 250; id > 100; id--) on.failed.push(attempt(id, `g${id}`));
		on.failed.push(
			attempt(9, "edit", { event: "issues", action: "edited" }),
			attempt(8, "edge", { event: "sub_issues", action: "parent_issue_added" }),
		);
		await on.redelivery.run();
		expect(on.asked).toHaveLength(100);
		expect(on.asked.slice(0, 2).sort()).toEqual([8, 9]);
		await on.redelivery.run();
		expect(new Set(on.asked).size).toBe(152);
		await on.redelivery.run();
		expect(on.asked).toHaveLength(152);
	});

	test("are not looked for again on a server that has no list of them", async () => {
		const on = makeBench();
		on.fail = () => {
			throw withStatus(404);
		};
		await on.redelivery.run();
		on.redelivery.soon();
		await on.redelivery.run();
		expect(on.listed).toEqual(["failure"]);
		expect(on.errors).toHaveLength(1);
	});

	test("wait for the next sweep while GitHub is away, and one that is gone holds up no other", async () => {
		const on = makeBench();
		on.failed.push(attempt(11, "a"), attempt(10, "b", { hoursAgo: 2 }));
		on.fail = (id) => {
			if (id === 11) throw withStatus(502);
			if (id === 10) throw withStatus(404);
		};
		await on.redelivery.run();
		expect(on.asked).toEqual([]);
		on.fail = () => undefined;
		await on.redelivery.run();
		expect(on.asked).toEqual([11]);
	});
});

describe("a delivery that GitHub fails to repeat", () => {
	/** Lets time pass from sweep to sweep. */
	async function sweeps(on: Bench, count: number): Promise<void> {
		for (let sweep = 0; sweep < count; sweep++) {
			on.nowMs += 300_000;
			await on.redelivery.run();
		}
	}

	test("holds up no other, and is asked for thrice at once and then hourly", async () => {
		const on = makeBench();
		on.failed.push(attempt(11, "a"), attempt(10, "b", { hoursAgo: 2 }));
		let tries = 0;
		on.fail = (id) => {
			if (id === 10) tries++;
			if (id === 10) throw withStatus(500);
		};
		await sweeps(on, 1);
		expect(on.asked).toEqual([11]);
		expect(on.said).toEqual(["1 of 2 lost webhooks are sent again"]);
		await sweeps(on, 11);
		expect(tries).toBe(3);
		await sweeps(on, 36);
		expect(tries).toBe(6);
		on.fail = () => undefined;
		await sweeps(on, 12);
		expect(on.asked).toEqual([11, 10]);
	});

	test("leaves their turn to the others also when there are many like it", async () => {
		const on = makeBench();
		const oldest = { hoursAgo: 2 };
		for (let id = 1; id <= 100; id++)
			on.failed.unshift(attempt(id, `g${id}`, oldest));
		on.failed.unshift(attempt(101, "a"));
		on.fail = (id = 101) => {
			if (id <= 100) throw withStatus(500);
		};
		await sweeps(on, 2);
		expect(on.asked).toEqual([101]);
	});

	test.each([401, 429, 403])(
		"ends the look where all others would fail with it: %i",
		async (status) => {
			const on = makeBench();
			on.failed.push(attempt(11, "a"), attempt(10, "b", { hoursAgo: 2 }));
			const tried: number[] = [];
			on.fail = (id) => {
				if (id === undefined) return;
				tried.push(id);
				throw Object.assign(new Error("rate limit exceeded"), { status });
			};
			await on.redelivery.run();
			expect(tried).toEqual([10]);
			await on.redelivery.run();
			expect(tried).toEqual([10, 10]);
		},
	);
});

test("of more lost deliveries than are found at once the oldest has its turn as well", async () => {
	const on = makeBench();
	for (let id = 5_100; id > 1; id--) on.failed.push(attempt(id, `g${id}`));
	on.failed.push(attempt(1, "g1", { event: "issues", action: "edited" }));
	await on.redelivery.run();
	expect(on.asked).not.toContain(1);
	await on.redelivery.run();
	expect(on.asked).toContain(1);
	expect(on.asked).toHaveLength(200);
	expect(new Set(on.asked).size).toBe(200);
});

test("an older attempt of what was asked for is not asked for as well", async () => {
	const on = makeBench();
	on.failed.push(attempt(10, "a"));
	await on.redelivery.run();
	on.failed.push(attempt(9, "a", { hoursAgo: 2 }));
	on.nowMs += HOUR_MS;
	await on.redelivery.run();
	expect(on.asked).toEqual([10]);
});

describe("webhooks that wait for their repository", () => {
	let nowMs: number;
	let isAway: boolean;
	/** Repositories of which something was dealt with, and of which something was tried and failed. */
	let dealt: number[];
	let failed: number[];
	/** How often GitHub has to be asked later. */
	let told: number;
	let errors: string[];
	let room: HintRoom;

	beforeEach(() => {
		[nowMs, isAway, told] = [NOW, true, 0];
		[dealt, failed, errors] = [[], [], []];
		room = new HintRoom({
			nowMs: () => nowMs,
			onFull: () => told++,
			onError: (_error, what) => errors.push(what),
		});
	});

	/** Resolves when all that was told of was tried once. */
	const allTried = () =>
		new Promise<void>((resolve) => {
			setImmediate(resolve);
		});

	/** Tells of a repository, which opens or not. True when there is room for it. */
	function take(repository: number): boolean {
		try {
			room.take(repository, async () => {
				if (isAway) failed.push(repository);
				if (isAway) throw new Error("away");
				dealt.push(repository);
			});
			return true;
		} catch (error) {
			expect(isNoRoom({ errors: [error] })).toBe(true);
			return false;
		}
	}

	test("are tried again after a failure, and told to GitHub when there is no room", async () => {
		for (let count = 0; count < 2_000; count++)
			expect(take(count % 4)).toBe(true);
		expect([take(4), take(4)]).toEqual([false, false]);
		expect(told).toBe(1);
		await room.again();
		expect(dealt).toEqual([]);
		isAway = false;
		await room.again();
		expect(dealt).toHaveLength(2_000);
		expect(take(4)).toBe(true);
	});

	test("of one that is just being opened leave room for the others", async () => {
		for (let count = 0; count < 1_600; count++)
			expect(take(1)).toBe(count < 1_500);
		expect(take(2)).toBe(true);
		expect(told).toBe(1);
	});

	test("of one that did not open leave more room for the others, which is told once", async () => {
		take(1);
		await allTried();
		for (let count = 1; count < 600; count++) expect(take(1)).toBe(count < 500);
		expect(take(2)).toBe(true);
		await room.again();
		expect(take(1)).toBe(false);
		expect(told).toBe(1);
	});

	test("try one that does not open once in each sweep, however many they are", async () => {
		for (const repository of [1, 1, 2, 1]) take(repository);
		await allTried();
		await room.again();
		expect(failed.slice(4).sort()).toEqual([1, 2]);
		isAway = false;
		await room.again();
		expect(dealt.sort()).toEqual([1, 1, 1, 2]);
	});

	test("wait for a week, however often they are tried, and are then let go with a line in the log", async () => {
		take(1);
		for (let hours = 0; hours < 7 * 24; hours++) {
			nowMs += HOUR_MS;
			await room.again();
		}
		expect(errors).not.toContain("a webhook is let go");
		nowMs += HOUR_MS;
		await room.again();
		expect(errors.at(-1)).toBe("a webhook is let go");
		isAway = false;
		await room.again();
		expect(dealt).toEqual([]);
	});
});

describe("on a real app", () => {
	let on: AppOnForge;
	afterEach(() => on.close());

	test("an edit whose webhook did not arrive is heard in its author's name after the next sweep", async () => {
		on = await startAppOnForge();
		await on.served.sweep();
		const { rest } = on.client.as("alice");
		const { data: issue } = await on.client
			.as("maintainer")
			.rest.issues.create({
				...{ ...DEMO, title: "Task", body: "as it was" },
				labels: ["baton"],
			});
		await until("the task", async () => on.board.head());
		await on.served.sweep();
		await on.forge.control({
			...{ kind: "lose-deliveries", as: "failed" },
			event: "issues.edited",
		});
		await rest.issues.update({
			...{ ...DEMO, issue_number: issue.number },
			body: "as it is",
		});
		await on.forge.control({ kind: "deliver" });
		const again = await startAgain(on);
		await again.run();
		const log = await until("the edit", async () => {
			const head = await on.board.head();
			if (head === null) return undefined;
			for await (const { message } of on.board.log(head))
				if (/^Baton-Op: edit$/m.test(message)) return message;
			return undefined;
		});
		expect(log).toMatch(/^Baton-Actor: alice /m);
	});
});

/** What a process does at its start, on the client of the one that runs. */
async function startAgain({ forge }: AppOnForge): Promise<Redelivery> {
	const { Probot } = await import("probot");
	const { deliveryApi } = await import(
		"../../src/github/redelivery/delivery-api.ts"
	);
	const { id, privateKey, webhookSecret } = forge.apps
		.baton as AppOnForge["forge"]["apps"][string];
	const probot = new Probot({
		...{ appId: id, privateKey, secret: webhookSecret },
		...{ baseUrl: forge.apiUrl, logLevel: "fatal" },
	});
	return new Redelivery({
		api: deliveryApi(() => probot.auth()),
		nowMs: Date.now,
		onError: (error) => {
			throw error;
		},
		onDone: () => undefined,
	});
}
