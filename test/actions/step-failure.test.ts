import { describe, expect, test } from "vitest";
import { readContext } from "../../src/actions/action-context.ts";
import { failureIn, failureOf } from "../../src/actions/step-failure.ts";
import { stepKey } from "../../src/actions/step-key.ts";

const failed = (status: number, message = "no") =>
	Object.assign(new Error(message), { status });
const trouble = (error: unknown) => ({ what: "a view", error });

describe("what a step is told to have failed with", () => {
	test.each([
		["a token nobody knows", failed(401), "UNAUTHENTICATED"],
		["a permission that lacks", failed(403), "FORBIDDEN"],
		["a limit", failed(403, "API rate limit exceeded"), "RATE_LIMITED"],
		["too many requests", failed(429), "RATE_LIMITED"],
		[
			"a request that was not sent",
			Object.assign(new Error(), { code: "POSTPONED" }),
			"RATE_LIMITED",
		],
		["a server that is down", failed(502), "INTERNAL"],
		[
			"a push that is barred",
			new Error("lost", { cause: failed(403) }),
			"FORBIDDEN",
		],
		["what is no error", "odd", "INTERNAL"],
	])("%s", (_, error, code) => {
		const failure = failureOf(error);
		expect(failure).toMatchObject({ ok: false, code });
		expect(failure.hint).not.toBe("");
	});

	test("says what stands behind an error, once", () => {
		const error = new Error("the remote is away", {
			cause: new Error("ECONNREFUSED"),
		});
		expect(failureOf(error).message).toBe("the remote is away (ECONNREFUSED)");
	});
});

describe("a run has failed", () => {
	test("by what it was not permitted to do, even if it came to its end", () => {
		const troubles = [trouble(failed(404)), trouble(failed(403))];
		expect(failureIn(troubles, { isThrough: true })?.code).toBe("FORBIDDEN");
	});

	test("by what it waited for in vain", () => {
		expect(
			failureIn([trouble(failed(502))], { isThrough: false }),
		).toMatchObject({
			...{ code: "INTERNAL", message: "a view: no" },
		});
	});

	test("not by what was made good, nor by what waits for its time", () => {
		expect(
			failureIn([trouble(failed(502))], { isThrough: true }),
		).toBeUndefined();
		expect(failureIn([], { isThrough: false })).toBeUndefined();
	});
});

describe("the key of a step's command", () => {
	const context = (given: Readonly<Record<string, string>> = {}) => ({
		run: { id: "7", job: "test", step: "__run", attempt: "1", ...given },
		input: (name: string) => given[name] ?? "",
	});

	test("is one that a server takes, and another one for each run, job, leg, step and command", () => {
		const keys = [
			stepKey(context(), "note", 0),
			stepKey(context(), "note", 1),
			stepKey(context({ id: "8" }), "note", 0),
			stepKey(context({ job: "lint" }), "note", 0),
			stepKey(context({ step: "__run_2" }), "note", 0),
			stepKey(context({ "matrix-leg": "1" }), "note", 0),
			stepKey(context({ key: "own" }), "note", 0),
		];
		expect(new Set(keys).size).toBe(keys.length);
		for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
	});

	test("of one's own stands in the place of job, leg and step, but never of the run", () => {
		const own = (more: object) =>
			stepKey(context({ key: "own", ...more }), "note", 0);
		expect(own({ job: "lint", step: "x" })).toBe(own({}));
		expect(own({ id: "8" })).not.toBe(own({}));
	});

	test("knows the attempt by what the runner tells", () => {
		const keyAt = (attempt: object) => {
			const told = readContext({
				...{ GITHUB_REPOSITORY: "acme/demo", GITHUB_TOKEN: "t" },
				...attempt,
			});
			if (!told.ok) throw new Error(told.message);
			return stepKey(told, "claim", 0);
		};
		expect(keyAt({ GITHUB_RUN_ATTEMPT: "1" })).toBe(keyAt({}));
		expect(keyAt({ GITHUB_RUN_ATTEMPT: "2" })).not.toBe(keyAt({}));
	});

	test("is the same at each attempt of the run, but for what is about a lease", () => {
		const keys = (verb: string, more: object = {}) =>
			["1", "2"].map((attempt) =>
				stepKey(context({ attempt, ...more }), verb, 0),
			);
		for (const verb of ["note", "done", "enroll", "subtask", "record"])
			expect(new Set(keys(verb)).size, verb).toBe(1);
		for (const verb of ["claim", "claim-next", "dispatched", "heartbeat"]) {
			expect(new Set(keys(verb)).size, verb).toBe(2);
			expect(new Set(keys(verb, { key: "own" })).size, verb).toBe(2);
		}
		for (const verb of ["release", "fail"])
			expect(new Set(keys(verb)).size, verb).toBe(2);
	});
});
