import { generateKeyPairSync } from "node:crypto";
import { Probot, ProbotOctokit } from "probot";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AnswerCache } from "../../src/github/budget/answer-cache.ts";
import {
	budgetedOctokit,
	budgetOf,
} from "../../src/github/budget/budgeted-octokit.ts";
import { GITHUB_LIMITS } from "../../src/github/budget/limits.ts";
import { pacedOctokit, UnthrottledOctokit } from "../../src/hosted.ts";

interface Asked {
	readonly method: string;
	readonly url: string;
	readonly tag: string | undefined;
}

/** A GitHub that answers with what is put in here, and has an ETag for it. */
let asked: Asked[];
let answers: (asked: Asked) => Response;
let pauses: number[];
let warnings: string[];
let clientOf: (installationId: number) => InstanceType<typeof ProbotOctokit>;

beforeEach(() => {
	asked = [];
	pauses = [];
	warnings = [];
	answers = () => Response.json([]);
	const speak = async (url: string, init: RequestInit) => {
		const headers = init.headers as Record<string, string>;
		const method = init.method ?? "GET";
		const one = { method, url, tag: headers["if-none-match"] };
		asked.push(one);
		return answers(one);
	};
	const Client = budgetedOctokit({
		base: ProbotOctokit,
		limits: GITHUB_LIMITS,
		pause: async (ms) => pauses.push(ms),
	});
	clientOf = (installationId) =>
		new Client({
			auth: { token: "secret", installationId },
			throttle: { enabled: false },
			request: { fetch: speak },
			log: {
				debug() {},
				info() {},
				warn: (what: string) => warnings.push(what),
				error() {},
			},
		} as never);
});

const NAME = { owner: "acme", repo: "demo" };

/** Answers with an ETag, and with 304 to whoever has it already. */
function tagged(tag: string, body: unknown, headers = {}): typeof answers {
	return (one) =>
		one.tag === tag
			? new Response(null, { status: 304, headers: { etag: tag } })
			: Response.json(body, { headers: { etag: tag, ...headers } });
}

describe("what was read before", () => {
	test("is asked for with its tag, and a 304 answers what was read then, untouched by whoever got it", async () => {
		const client = clientOf(1);
		answers = tagged('W/"a"', [{ name: "bug" }]);
		const first = await client.rest.issues.listLabelsForRepo(NAME);
		(first.data[0] as { name: string }).name = "changed";
		const second = await client.rest.issues.listLabelsForRepo(NAME);
		expect(asked.map(({ tag }) => tag)).toEqual([undefined, 'W/"a"']);
		expect(second.status).toBe(200);
		expect(second.data).toEqual([{ name: "bug" }]);
		answers = tagged('W/"b"', [{ name: "docs" }]);
		const third = await client.rest.issues.listLabelsForRepo(NAME);
		expect(third.data).toEqual([{ name: "docs" }]);
	});

	test("is shared by an installation's clients, and answers no other installation", async () => {
		answers = tagged('W/"a"', []);
		await clientOf(1).rest.issues.listLabelsForRepo(NAME);
		await clientOf(1).rest.issues.listLabelsForRepo(NAME);
		await clientOf(2).rest.issues.listLabelsForRepo(NAME);
		expect(asked.map(({ tag }) => tag)).toEqual([
			undefined,
			'W/"a"',
			undefined,
		]);
	});

	test("is read whole again when it is the last page and full, since its tag says nothing about a next one", async () => {
		const client = clientOf(1);
		const page = { ...NAME, per_page: 2 };
		answers = tagged('W/"a"', [{ name: "a" }, { name: "b" }]);
		for (const _ of [1, 2]) await client.rest.issues.listLabelsForRepo(page);
		const next = `<https://api.github.com/x?page=2>; rel="next"`;
		answers = tagged('W/"a"', [{ name: "a" }, { name: "b" }], { link: next });
		for (const _ of [1, 2]) await client.rest.issues.listLabelsForRepo(page);
		expect(asked.map(({ tag }) => tag)).toEqual([
			undefined,
			undefined,
			undefined,
			'W/"a"',
		]);
	});

	test("takes no more memory than it may; what was not asked for longest gives way, and what is too large is not kept", () => {
		const cache = new AnswerCache(64_000);
		const answer = (json: string) => ({
			etag: "a",
			json,
			headers: {},
			url: "",
		});
		for (let id = 0; id < 100; id++) {
			cache.set(`${id}`, answer("x".repeat(1_000)));
			cache.get("0");
			expect(cache.bytes).toBeLessThanOrEqual(64_000);
		}
		expect(cache.get("0")).toBeDefined();
		expect(cache.get("1")).toBeUndefined();
		expect(cache.get("99")).toBeDefined();
		cache.set("0", answer("x".repeat(4_000)));
		expect(cache.get("0")).toBeUndefined();
	});
});

describe("after a failure", () => {
	test("reading is tried again, three times at most", async () => {
		answers = () => new Response("bad gateway", { status: 502 });
		const reading = clientOf(1).rest.issues.listLabelsForRepo(NAME);
		await expect(reading).rejects.toMatchObject({ status: 502 });
		expect(asked).toHaveLength(4);
		expect(pauses).toEqual([1_000, 4_000, 9_000]);
	});

	test("nothing that writes is ever sent again by the client, whatever its caller has asked for", async () => {
		answers = () => new Response("bad gateway", { status: 502 });
		const client = clientOf(1);
		const issue = { ...NAME, issue_number: 1 };
		const retrying = { request: { retries: 3 } };
		const writes = [
			() => client.rest.issues.create({ ...NAME, title: "A", ...retrying }),
			() => client.rest.issues.createComment({ ...issue, body: "A" }),
			() => client.rest.issues.addLabels({ ...issue, labels: ["a"] }),
			() => client.rest.checks.create({ ...NAME, name: "a", head_sha: "b" }),
			() => client.request("POST /graphql", { query: "mutation { a }" }),
		];
		for (const write of writes)
			await expect(write()).rejects.toMatchObject({ status: 502 });
		expect(asked).toHaveLength(writes.length);
	});

	test("a line that breaks is a failure as any other", async () => {
		answers = () => {
			throw new Error("the line is dead");
		};
		const creating = clientOf(1).rest.issues.create({ ...NAME, title: "A" });
		await expect(creating).rejects.toMatchObject({ status: 500 });
		expect(asked).toHaveLength(1);
	});
});

test("all clients of one installation share a budget, and a pause of one is told of once", async () => {
	answers = () =>
		Response.json(
			{ message: "You have exceeded a secondary rate limit." },
			{ status: 429, headers: { "retry-after": "60" } },
		);
	const refused = clientOf(7).rest.issues.addLabels({
		...NAME,
		issue_number: 1,
		labels: ["a"],
	});
	await expect(refused).rejects.toMatchObject({ code: "POSTPONED" });
	expect(asked).toHaveLength(1);
	expect(budgetOf(clientOf(7)).mayWrite("check")).not.toBe("now");
	expect(budgetOf(clientOf(8)).mayWrite("check")).toBe("now");
	expect(warnings).toHaveLength(1);
	expect(warnings[0]).toContain("installation 7");
});

describe("an installation's token", () => {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const HOUR_MS = 3_600_000;
	const isForToken = ({ url }: Asked) => url.endsWith("/access_tokens");

	beforeEach(() => {
		vi.useFakeTimers({ toFake: ["Date"] });
	});

	afterEach(() => {
		vi.useRealTimers();
	});

	/** A client that gets its tokens as Probot's do. */
	function client() {
		const speak = async (url: string, init: RequestInit) => {
			const one = { method: init.method ?? "GET", url, tag: undefined };
			asked.push(one);
			return answers(one);
		};
		const Octokit = budgetedOctokit({
			base: UnthrottledOctokit,
			limits: GITHUB_LIMITS,
		}).defaults((given: object) => ({ ...given, request: { fetch: speak } }));
		return new Probot({
			...{ appId: 1, secret: "secret", logLevel: "fatal", Octokit },
			privateKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
		}).auth(7);
	}

	test("that ended is renewed while more requests wait for it than may be under way", async () => {
		answers = (one) =>
			isForToken(one)
				? Response.json(
						{
							...{ token: `t${asked.length}`, permissions: {} },
							expires_at: new Date(Date.now() + HOUR_MS).toISOString(),
						},
						{ status: 201, headers: limits("0") },
					)
				: Response.json([]);
		const octokit = await client();
		const readAll = () =>
			Promise.all(
				Array.from({ length: 20 }, (_, id) =>
					octokit.rest.issues.get({ ...NAME, issue_number: id + 1 }),
				),
			);
		await readAll();
		vi.setSystemTime(Date.now() + 61 * 60_000);
		await readAll();
		expect(asked.filter(isForToken)).toHaveLength(2);
		expect(asked).toHaveLength(42);
		expect(budgetOf(octokit).facts().primary).toBeUndefined();
	});

	test("that is refused for too many requests is a pause for the installation, and none of its limits", async () => {
		answers = () =>
			Response.json(
				{ message: "API rate limit exceeded" },
				{ status: 403, headers: limits("0") },
			);
		const octokit = await client();
		const changing = octokit.rest.issues.addLabels({
			...{ ...NAME, issue_number: 1, labels: ["a"] },
		});
		await expect(changing).rejects.toMatchObject({ code: "POSTPONED" });
		expect(asked).toHaveLength(1);
		const { breaker_until, primary } = budgetOf(octokit).facts();
		expect(breaker_until).toBeDefined();
		expect(primary).toBeUndefined();
	});

	function limits(remaining: string) {
		return {
			"x-ratelimit-limit": "5000",
			"x-ratelimit-remaining": remaining,
			"x-ratelimit-reset": `${Math.floor((Date.now() + HOUR_MS) / 1_000)}`,
		};
	}
});

test("writes that wait for other processes' turns do not keep anything from being read", async () => {
	const never = {
		key: () => ({ schedule: () => new Promise<void>(() => undefined) }),
	};
	const Client = budgetedOctokit({
		base: pacedOctokit({ write: never, notifications: never, search: never }),
		limits: GITHUB_LIMITS,
	});
	const client = new Client({
		auth: { token: "secret", installationId: 1 },
		request: { fetch: async () => Response.json({}) },
		throttle: { id: "1" },
	} as never);
	for (let issue_number = 1; issue_number <= 10; issue_number++)
		void client.rest.issues.createComment({ ...NAME, issue_number, body: "A" });
	const read = await client.rest.issues.get({ ...NAME, issue_number: 1 });
	expect(read.status).toBe(200);
});

test("GraphQL's refusal with status 200 pauses the installation, whether or not its writes are spaced", async () => {
	const atOnce = {
		key: () => ({
			schedule: (_: object, act: () => Promise<void>) => act(),
		}),
	};
	const turns = { write: atOnce, notifications: atOnce, search: atOnce };
	for (const base of [UnthrottledOctokit, pacedOctokit(turns)]) {
		const Client = budgetedOctokit({ base, limits: GITHUB_LIMITS });
		const client = new Client({
			auth: { token: "secret", installationId: 1 },
			request: {
				fetch: async () =>
					Response.json(
						{ errors: [{ type: "RATE_LIMITED", message: "too many" }] },
						{ headers: { "retry-after": "60" } },
					),
			},
			log: { debug() {}, info() {}, warn() {}, error() {} },
		} as never);
		await expect(client.graphql("mutation { a }")).rejects.toMatchObject({
			code: "POSTPONED",
		});
		expect(budgetOf(client).facts().breaker_until).toBeDefined();
	}
});
