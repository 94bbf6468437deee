import type { Probot, ProbotOctokit } from "probot";
import { beforeEach, describe, expect, test } from "vitest";
import type { InstalledRepository } from "../../src/github/installation.ts";
import { Doors } from "../../src/github/installations/doors.ts";
import { hearLifeCycle } from "../../src/github/installations/hear-life-cycle.ts";
import {
	type ListedRepository,
	type Survey,
	surveyInstallations,
} from "../../src/github/installations/survey.ts";
import { whyLetBe } from "../../src/github/installations/why-let-be.ts";

interface TestDoor {
	readonly at: InstalledRepository;
	sweeps: number;
	isClosed: boolean;
	sweep(): Promise<void>;
	close(): Promise<void>;
}

let opened: TestDoor[];
let said: string[];
let errors: string[];
let failsToOpen: boolean;
let failure: Error;
/** What waits for its time, by what it waits for. */
let timers: Set<() => void>;
/** What closing a door has to wait for. */
let closing: () => Promise<void>;
let survey: () => Promise<Survey>;
let doors: Doors<TestDoor>;

const DEMO: ListedRepository = {
	...{ id: 1, owner: "acme", repo: "demo", installationId: 5 },
	...{ isPrivate: true, oddities: [] },
};

function lists(
	repositories: readonly ListedRepository[],
	more: { suspended?: number[]; unknown?: number[] } = {},
): void {
	survey = async () => ({
		repositories,
		suspended: new Set(more.suspended),
		unknown: new Set(more.unknown),
	});
}

beforeEach(() => {
	[opened, said, errors, failsToOpen] = [[], [], [], false];
	failure = new Error("no disk");
	[timers, closing] = [new Set(), async () => undefined];
	lists([DEMO]);
	doors = new Doors({
		survey: () => survey(),
		async open(at) {
			if (failsToOpen) throw failure;
			const door: TestDoor = {
				at,
				sweeps: 0,
				isClosed: false,
				async sweep() {
					door.sweeps += 1;
				},
				async close() {
					await closing();
					door.isClosed = true;
				},
			};
			opened.push(door);
			return door;
		},
		later: setTimer,
		onError: (error, what) =>
			errors.push(`${what}: ${(error as Error).message}`),
		say: (what) => said.push(what),
	});
});

function setTimer(_ms: number, act: () => void): () => void {
	timers.add(act);
	return () => timers.delete(act);
}

/** Waits until something waits for its time, and lets all of it have come. */
async function timeGoesBy(): Promise<void> {
	while (timers.size === 0)
		await new Promise((resolve) => setImmediate(resolve));
	for (const act of timers) act();
	timers.clear();
}

const names = () =>
	opened
		.filter(({ isClosed }) => !isClosed)
		.map(({ at }) => `${at.owner}/${at.repo}@${at.installationId}`);

describe("a repository", () => {
	test("has one door, which looks for what it missed as soon as it is open", async () => {
		await Promise.all([doors.look(), doors.at(DEMO), doors.look()]);
		await doors.look();
		expect(names()).toEqual(["acme/demo@5"]);
		expect(opened).toHaveLength(1);
		expect(opened[0]?.sweeps).toBe(1);
		expect(said).toEqual([]);
	});

	test("that was renamed, transferred or whose owner was renamed goes on as what it is called now", async () => {
		await doors.look();
		lists([{ ...DEMO, repo: "renamed" }]);
		await doors.look();
		expect(names()).toEqual(["acme/renamed@5"]);
		lists([{ ...DEMO, owner: "other", installationId: 6 }]);
		await doors.look();
		expect(names()).toEqual(["other/demo@6"]);
		expect(opened.map(({ sweeps }) => sweeps)).toEqual([1, 1, 1]);
		expect(said).toEqual([
			"acme/demo goes on as acme/renamed",
			"acme/renamed goes on as other/demo",
		]);
	});

	test("is told of under its own installation alone, without anything being opened or looked at", async () => {
		expect(await doors.under(5)).toEqual([]);
		expect([opened, doors.isWhole]).toEqual([[], false]);
		await doors.look();
		expect(await doors.under(5)).toEqual([{ id: 1, door: opened[0] }]);
		expect(await doors.under(6)).toEqual([]);
		expect(doors.isWhole).toBe(true);
	});

	test("that does not open, or of which nothing is known, leaves open whether there are more", async () => {
		failsToOpen = true;
		await doors.look();
		expect(await doors.under(5)).toEqual([]);
		expect(doors.isWhole).toBe(false);
		failsToOpen = false;
		lists([DEMO], { unknown: [6] });
		await doors.look();
		expect(doors.isWhole).toBe(false);
	});

	test("is not renamed back by a webhook that comes late, and is followed by one that comes first", async () => {
		lists([{ ...DEMO, repo: "renamed" }]);
		await doors.look();
		const late = await doors.at(DEMO);
		expect(late?.at.repo).toBe("renamed");
		expect(opened).toHaveLength(1);
		lists([{ ...DEMO, repo: "again" }]);
		const first = await doors.at({ ...DEMO, repo: "again" });
		expect(first?.at.repo).toBe("again");
		expect(names()).toEqual(["acme/again@5"]);
	});

	test.each([
		["is archived", { archived: true, disabled: false, has_issues: true }],
		[
			"was disabled by GitHub",
			{ archived: false, disabled: true, has_issues: true },
		],
		[
			"has its issues switched off",
			{ archived: false, disabled: false, has_issues: false },
		],
	])(
		"that %s is let be, which is told once, and goes on when it is not any more",
		async (words, state) => {
			await doors.look();
			lists([{ ...DEMO, letBe: whyLetBe(state) }]);
			await doors.look();
			await doors.look();
			expect(await doors.at(DEMO)).toBeUndefined();
			expect(names()).toEqual([]);
			expect(said).toEqual([`acme/demo ${words}: it is let be`]);
			lists([DEMO]);
			await doors.look();
			const door = await doors.at(DEMO);
			expect(door?.sweeps).toBe(1);
			expect(names()).toEqual(["acme/demo@5"]);
			expect(said.at(-1)).toBe("acme/demo goes on");
		},
	);

	test("that the App reaches no more is let go, and why is told once", async () => {
		await doors.look();
		lists([]);
		await doors.look();
		await doors.look();
		expect(names()).toEqual([]);
		expect(said).toEqual([expect.stringContaining("deleted or transferred")]);
	});

	test("of a suspended installation is let be until it is not suspended", async () => {
		await doors.look();
		lists([], { suspended: [5] });
		await doors.look();
		expect(names()).toEqual([]);
		expect(said).toEqual([expect.stringContaining("suspended")]);
		lists([DEMO]);
		await doors.look();
		expect(names()).toEqual(["acme/demo@5"]);
	});

	test("that nothing is known of stays open: no answer says nothing", async () => {
		await doors.look();
		lists([], { unknown: [5] });
		await doors.look();
		survey = async () => {
			throw new Error("bad gateway");
		};
		await doors.look();
		expect(names()).toEqual(["acme/demo@5"]);
		expect(errors).toEqual(["listing installations: bad gateway"]);
	});

	test("that was made public is warned about once, with its board", async () => {
		await doors.look();
		lists([{ ...DEMO, isPrivate: false }]);
		await doors.look();
		await doors.look();
		expect(said).toEqual([
			expect.stringContaining("made public, and its board"),
		]);
		expect(opened).toHaveLength(1);
	});

	test("that is odd is told of once", async () => {
		lists([{ ...DEMO, oddities: ["it is odd"] }]);
		await doors.look();
		await doors.look();
		expect(said).toEqual(["acme/demo: it is odd"]);
	});

	test("that does not open is tried again at the next look", async () => {
		failsToOpen = true;
		await doors.look();
		expect(errors).toEqual(["opening acme/demo: no disk"]);
		failsToOpen = false;
		await doors.look();
		expect(names()).toEqual(["acme/demo@5"]);
	});
});

describe("a repository that is asked for by name", () => {
	const called = (repo: string) =>
		doors.named("Acme", repo).then(
			(found) => found?.id,
			(error) => error.code,
		);

	test("is not there only once a look has ended well", async () => {
		expect(await called("none")).toBe("STORE_UNAVAILABLE");
		let during: unknown;
		survey = async () => {
			during = await called("demo");
			throw new Error("away");
		};
		await doors.look();
		expect(during).toBe("STORE_UNAVAILABLE");
		expect(await called("demo")).toBe("STORE_UNAVAILABLE");
		lists([DEMO], { unknown: [6] });
		await doors.look();
		expect([await called("demo"), await called("none")]).toEqual([
			1,
			"STORE_UNAVAILABLE",
		]);
		lists([DEMO]);
		await doors.look();
		expect([await called("demo"), await called("none")]).toEqual([
			1,
			undefined,
		]);
		survey = () => Promise.reject(new Error("away"));
		await doors.look();
		expect(await called("none")).toBeUndefined();
	});

	test("and did not open is there all the same, where it was the branch that did not answer", async () => {
		failsToOpen = true;
		failure = Object.assign(new Error("gone"), { status: 502 });
		await doors.look();
		expect([await called("demo"), await called("none")]).toEqual([
			"STORE_UNAVAILABLE",
			undefined,
		]);
		lists([{ ...DEMO, letBe: "is archived" }]);
		await doors.look();
		expect(await called("demo")).toBeUndefined();
		lists([DEMO]);
		await doors.look();
		expect(await called("demo")).toBe("STORE_UNAVAILABLE");
		failsToOpen = false;
		await doors.look();
		expect(await called("demo")).toBe(1);
	});

	test("and did not open is not there where nobody can open it", async () => {
		failsToOpen = true;
		await doors.look();
		expect(await called("demo")).toBeUndefined();
	});
});

test("an installation with new permissions has its doors opened anew, and no other", async () => {
	const other = { ...DEMO, id: 2, repo: "other", installationId: 6 };
	lists([DEMO, other]);
	await doors.look();
	await doors.renew(5);
	expect(opened.map(({ at, isClosed }) => [at.repo, isClosed])).toEqual([
		["demo", true],
		["other", false],
		["demo", false],
	]);
});

test("webhooks of installations and repositories are hints to look, and new permissions to open anew", () => {
	const handlers = new Map<string, (event: object) => void>();
	const probot = {
		on(names: string | readonly string[], act: (event: object) => void) {
			for (const name of [names].flat()) handlers.set(name, act);
		},
	} as unknown as Probot;
	const heard: (string | number)[] = [];
	hearLifeCycle(probot, {
		look: () => heard.push("look"),
		renew: (id) => heard.push(id),
	});
	for (const name of [
		"installation.suspend",
		"installation_repositories.removed",
		"installation_target.renamed",
		"repository.renamed",
		"repository.transferred",
		"repository.archived",
		"repository.publicized",
	])
		handlers.get(name)?.({});
	expect(heard).toEqual(Array(7).fill("look"));
	handlers.get("installation.new_permissions_accepted")?.({
		payload: { installation: { id: 5 } },
	});
	expect(heard.at(-1)).toBe(5);
});

describe("a repository that is let be", () => {
	test("is not looked at for what happens there, only waited for while somebody looks anyway", async () => {
		lists([{ ...DEMO, letBe: "is archived" }]);
		await doors.look();
		let surveys = 0;
		survey = async () => {
			surveys += 1;
			return {
				repositories: [DEMO],
				suspended: new Set(),
				unknown: new Set(),
			};
		};
		for (let webhook = 0; webhook < 100; webhook++)
			expect(await doors.at(DEMO)).toBeUndefined();
		expect(surveys).toBe(0);
		void doors.look();
		expect((await doors.at(DEMO))?.at.repo).toBe("demo");
		expect(surveys).toBe(1);
	});

	test("is not opened by a webhook while others are being opened", async () => {
		const other = { ...DEMO, id: 2, repo: "other" };
		lists([DEMO, other]);
		await doors.look();
		lists([
			{ ...other, repo: "renamed" },
			{ ...DEMO, letBe: "is archived" },
		]);
		const told: Promise<TestDoor | undefined>[] = [];
		closing = async () => {
			told.push(doors.at(DEMO));
		};
		await doors.look();
		expect(await Promise.all(told)).toEqual([undefined, undefined]);
		expect(names()).toEqual(["acme/renamed@5"]);
	});
});

describe("a door that is long in closing", () => {
	const other = { ...DEMO, id: 2, repo: "other", installationId: 6 };
	const renamed = { ...DEMO, repo: "renamed" };
	let end: () => void;

	beforeEach(async () => {
		await doors.look();
		const ended = new Promise<void>((resolve) => {
			end = resolve;
		});
		closing = () => ended;
		lists([renamed, other]);
	});

	test("holds up no other repository, and a look not for long", async () => {
		const looking = doors.look();
		await timeGoesBy();
		await looking;
		expect(names()).toEqual(["acme/demo@5", "acme/other@6"]);
		expect(doors.isWhole).toBe(false);
		expect(errors).toEqual([
			"opening acme/renamed: its last door is not closed yet",
		]);
		end();
		await doors.look();
		expect(names()).toEqual(["acme/other@6", "acme/renamed@5"]);
		expect(doors.isWhole).toBe(true);
	});

	test("is followed by the next one as soon as it is closed, and never by a second one before", async () => {
		const looking = doors.look();
		const told = doors.at(renamed);
		while (timers.size === 0)
			await new Promise((resolve) => setImmediate(resolve));
		expect(names()).not.toContain("acme/renamed@5");
		end();
		expect((await told)?.at.repo).toBe("renamed");
		await looking;
		expect(names()).toEqual(["acme/other@6", "acme/renamed@5"]);
		expect(opened).toHaveLength(3);
		expect([errors, timers.size]).toEqual([[], 0]);
	});

	test("is waited for by the look that lets it go, so that nothing is asked after that", async () => {
		lists([other]);
		let isLooked = false;
		const looking = doors.look().then(() => {
			isLooked = true;
		});
		while (names().length < 2 || timers.size === 0)
			await new Promise((resolve) => setImmediate(resolve));
		await new Promise((resolve) => setImmediate(resolve));
		expect(isLooked).toBe(false);
		end();
		await looking;
		expect(names()).toEqual(["acme/other@6"]);
	});

	test("is waited for by one that was let go before it was open", async () => {
		const looking = doors.look();
		while (timers.size === 0)
			await new Promise((resolve) => setImmediate(resolve));
		const renewing = doors.renew(5);
		end();
		await Promise.all([looking, renewing]);
		expect(names().filter((name) => name.endsWith("@5"))).toEqual([
			"acme/renamed@5",
		]);
	});
});

test("closing waits for a door that is just being let go", async () => {
	await doors.look();
	let end: () => void = () => undefined;
	const [door] = opened;
	if (door !== undefined)
		door.close = () =>
			new Promise((resolve) => {
				end = () => {
					door.isClosed = true;
					resolve();
				};
			});
	lists([]);
	const looking = doors.look();
	// The look waits for it as well, but not for long.
	await timeGoesBy();
	await looking;
	const closed = doors.close().then(() => names());
	end();
	expect(await closed).toEqual([]);
	expect(opened[0]?.isClosed).toBe(true);
});

test("a look that never ends keeps nothing from being closed, and opens nothing afterwards", async () => {
	await doors.look();
	let answer: (found: Survey) => void = () => undefined;
	survey = () =>
		new Promise((resolve) => {
			answer = resolve;
		});
	const looking = doors.look();
	await Promise.resolve();
	await doors.close();
	expect(names()).toEqual([]);
	answer({
		repositories: [{ ...DEMO, id: 2, repo: "late" }],
		suspended: new Set(),
		unknown: new Set(),
	});
	await looking;
	expect(names()).toEqual([]);
});

test("once closed no door is open, and none opens", async () => {
	await doors.look();
	await doors.close();
	expect(names()).toEqual([]);
	expect(await doors.at(DEMO)).toBeUndefined();
	await doors.look();
	expect(opened).toHaveLength(1);
});

test("a survey tells of every repository, and of installations that are suspended or cannot be looked at", async () => {
	const repository = {
		...{ id: 1, name: "demo", owner: { login: "acme" }, private: false },
		...{ archived: false, disabled: false, has_issues: true },
		default_branch: "main",
	};
	const failed: string[] = [];
	const client = (id?: number) =>
		({
			rest: {
				apps: {
					listInstallations: "a",
					listReposAccessibleToInstallation: "b",
				},
			},
			paginate: {
				async *iterator() {
					if (id === undefined) {
						yield { data: [{ id: 5, suspended_at: null }] };
						const suspended_at = "2026-11-20T19:00:00Z";
						yield { data: [{ id: 6, suspended_at }, { id: 7 }] };
						return;
					}
					if (id === 7) throw new Error("bad gateway");
					const odd = { ...repository, id: 3, default_branch: "baton/board" };
					yield {
						data: [repository, { ...repository, id: 2, archived: true }],
					};
					yield { data: [odd] };
				},
			},
		}) as unknown as ProbotOctokit;
	const found = await surveyInstallations({
		auth: async (id) => client(id),
		later: setTimer,
		onError: (_error, what) => failed.push(what),
	});
	expect([...found.suspended]).toEqual([6]);
	expect([...found.unknown]).toEqual([7]);
	expect(failed).toEqual(["listing the repositories of installation 7"]);
	expect(found.repositories.map(({ letBe }) => letBe)).toEqual([
		undefined,
		"is archived",
		undefined,
	]);
	expect(found.repositories[2]?.oddities).toEqual([
		expect.stringContaining("its default branch is baton/board"),
	]);
});

test("installations are looked at beside each other, twenty at most, and one that is late is not known", async () => {
	const installations = Array.from({ length: 50 }, (_, index) => index + 1);
	let underWay = 0;
	let mostUnderWay = 0;
	const client = (id?: number) =>
		({
			rest: { apps: {} },
			paginate: {
				async *iterator() {
					if (id === undefined) {
						yield { data: installations.map((one) => ({ id: one })) };
						return;
					}
					underWay += 1;
					mostUnderWay = Math.max(mostUnderWay, underWay);
					// GitHub wants this one left alone for an hour.
					if (id === 1) await new Promise(() => undefined);
					await new Promise((resolve) => setImmediate(resolve));
					underWay -= 1;
					const repository = {
						...{ id, name: `r${id}`, owner: { login: "acme" }, private: true },
						...{ archived: false, disabled: false, has_issues: true },
						default_branch: "main",
					};
					yield { data: [repository] };
				},
			},
		}) as unknown as ProbotOctokit;
	const failed: string[] = [];
	const looking = surveyInstallations({
		auth: async (id) => client(id),
		later: setTimer,
		onError: (error, what) =>
			failed.push(`${what}: ${(error as Error).message}`),
	});
	// Only the late one is waited for in the end.
	while (underWay !== 1 || timers.size !== 1)
		await new Promise((resolve) => setImmediate(resolve));
	await timeGoesBy();
	const found = await looking;
	expect([...found.unknown]).toEqual([1]);
	expect(found.repositories.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
		installations.slice(1),
	);
	expect(mostUnderWay).toBe(20);
	expect(failed).toEqual([
		"listing the repositories of installation 1: no answer within 30 s",
	]);
});

test("a survey gives up when the App itself has to wait, so that what is open goes on", async () => {
	const client = {
		rest: { apps: {} },
		paginate: {
			async *iterator() {
				yield { data: [] };
				await new Promise(() => undefined);
			},
		},
	} as unknown as ProbotOctokit;
	survey = () =>
		surveyInstallations({
			auth: async () => client,
			later: setTimer,
			onError: () => undefined,
		});
	const looking = doors.look();
	await timeGoesBy();
	await looking;
	expect(errors).toEqual(["listing installations: no answer within 30 s"]);
});
