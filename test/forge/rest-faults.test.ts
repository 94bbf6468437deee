import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Control } from "../../src/forge/controls.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

interface Refusal {
	readonly status: number;
	readonly message: string;
	readonly headers: Readonly<Record<string, string>>;
}

let sample: Sample;
beforeEach(async () => {
	sample = await startSample();
});
afterEach(() => sample.end());

const create = (name: string, title: string) =>
	sample.as(name).issues.create({ ...REPO, title });

async function titles(): Promise<string[]> {
	const { data } = await sample.as("guest").issues.listForRepo(REPO);
	return data.map(({ title }) => title);
}

async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
	const error = await call.then(
		() => undefined,
		(thrown: Error & { status: number; response: Refusal }) => thrown,
	);
	const { status = 0, message = "", response } = error ?? {};
	return { status, message, headers: response?.headers ?? {} };
}

describe("a request that is made to fail", () => {
	it("with a 502 was carried out or was not", async () => {
		const fail = { kind: "fail-requests", method: "POST", count: 1 } as const;
		await sample.forge.control({ ...fail, failure: "502-before" });
		expect(await refusedWith(create("writer", "never made"))).toBe(502);
		expect(await titles()).toEqual([]);
		await sample.forge.control({ ...fail, failure: "502-after" });
		expect(await refusedWith(create("writer", "made"))).toBe(502);
		expect(await titles()).toEqual(["made"]);
		expect(await refusedWith(create("writer", "answered"))).toBe(0);
	});

	it("is one of those that the order fits, as often as it says", async () => {
		await sample.forge.control({
			kind: "fail-requests",
			failure: "502-before",
			method: "POST",
			path: "/issues",
			login: "baton[bot]",
			count: 2,
		});
		expect(await refusedWith(create("writer", "1"))).toBe(0);
		expect(await refusedWith(create("baton", "2"))).toBe(502);
		expect(
			await refusedWith(
				sample.as("baton").issues.get({ ...REPO, issue_number: 1 }),
			),
		).toBe(0);
		expect(await refusedWith(create("baton", "3"))).toBe(502);
		expect(await refusedWith(create("baton", "4"))).toBe(0);
	});

	it("fails until told otherwise when no number is given", async () => {
		await sample.forge.control({
			kind: "fail-requests",
			failure: "502-before",
		});
		for (let n = 0; n < 3; n++)
			expect(await refusedWith(create("writer", `${n}`))).toBe(502);
		await sample.forge.control({ kind: "answer" });
		expect(await refusedWith(create("writer", "again"))).toBe(0);
	});

	it("meets the secondary limit with and without being told for how long", async () => {
		const at = async (order: Partial<Control>) => {
			await sample.forge.control({
				kind: "fail-requests",
				failure: "secondary-403",
				count: 1,
				...order,
			} as Control);
			return refusalOf(create("baton", "t"));
		};
		const silent = await at({});
		expect(silent.status).toBe(403);
		expect(silent.message).toContain("secondary rate limit");
		expect(silent.headers["retry-after"]).toBeUndefined();
		expect(Number(silent.headers["x-ratelimit-remaining"])).toBeGreaterThan(0);
		const told = await at({ afterSeconds: 60 } as Partial<Control>);
		expect(told.headers["retry-after"]).toBe("60");
		const many = await at({ failure: "secondary-429" } as Partial<Control>);
		expect(many.status).toBe(429);
		expect(await titles()).toEqual([]);
	});

	it("meets the primary limit with nothing remaining and the time of the reset", async () => {
		await sample.forge.control({
			kind: "fail-requests",
			failure: "primary",
			afterSeconds: 120,
			count: 1,
		});
		const before = Math.floor(Date.now() / 1000);
		const { status, message, headers } = await refusalOf(create("baton", "t"));
		expect(status).toBe(403);
		expect(message).toContain("API rate limit exceeded for installation ID");
		expect(headers["x-ratelimit-remaining"]).toBe("0");
		const reset = Number(headers["x-ratelimit-reset"]);
		expect(reset).toBeGreaterThanOrEqual(before + 120);
		expect(reset).toBeLessThanOrEqual(before + 180);
	});
});

describe("another process", () => {
	const order = { kind: "fail-requests", failure: "502-before", count: 1 };
	const post = (body: unknown, headers: Record<string, string> = {}) => {
		const { url, token } = sample.forge.controls;
		return fetch(url, {
			method: "POST",
			body: JSON.stringify(body),
			headers: { authorization: `Bearer ${token}`, ...headers },
		});
	};

	it("gives the same orders with the token", async () => {
		expect((await post(order)).status).toBe(204);
		expect(await refusedWith(create("writer", "t"))).toBe(502);
		expect((await post({ ...order, count: 5 })).status).toBe(204);
		expect((await post({ kind: "answer" })).status).toBe(204);
		expect(await refusedWith(create("writer", "t"))).toBe(0);
	});

	it("is refused without it, from a page in a browser, and outside of a POST", async () => {
		for (const authorization of ["", `Bearer ${sample.forge.tokens.boss}`])
			expect((await post(order, { authorization })).status).toBe(401);
		const { url, token } = sample.forge.controls;
		const authorization = `Bearer ${token}`;
		expect((await fetch(url, { headers: { authorization } })).status).toBe(404);
		expect(await statusAs("evil.example", authorization)).toBe(404);
		expect(await refusedWith(create("writer", "t"))).toBe(0);
	});

	it("is told what does not fit, and nothing is done", async () => {
		const wrong = [
			[{ kind: "explode" }, "kind must be one of"],
			["deliver", "kind must be one of"],
			[{ ...order, failure: "503" }, "failure does not fit"],
			[{ ...order, count: 0 }, "count does not fit"],
			[{ ...order, until: "noon" }, "until does not fit"],
			[{ kind: "lose-deliveries" }, "as does not fit"],
			[
				{
					kind: "tell-of-run",
					repository: "acme/none",
					sha: "0".repeat(40),
					sender: "writer",
					conclusion: "success",
				},
				"no repository acme/none",
			],
		] as const;
		for (const [body, said] of wrong) {
			const answer = await post(body);
			expect(answer.status).toBe(422);
			expect(JSON.stringify(await answer.json())).toContain(said);
		}
		expect(await refusedWith(create("writer", "t"))).toBe(0);
	});
});

/** `fetch` does not let a caller choose the name it asks for. */
async function statusAs(host: string, authorization: string): Promise<number> {
	const { request } = await import("node:http");
	return new Promise((resolve, reject) => {
		request(
			sample.forge.controls.url,
			{ method: "POST", headers: { host, authorization } },
			(response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			},
		)
			.once("error", reject)
			.end(JSON.stringify({ kind: "fail-requests", failure: "502-before" }));
	});
}
