import { expect, test } from "vitest";
import { CommandRate } from "../../src/github/command-rate.ts";
import { configFile } from "../../src/schema/config.ts";

const START = Date.UTC(2026, 10, 20, 19);
const limits = {
	...configFile.parse({}).limits,
	comment_commands_per_actor_per_minute: 2,
	comment_commands_per_minute: 5,
};
let count = 0;
const said = (actorId: number, seconds: number, opId = `c${++count}:1`) => ({
	opId,
	actorId,
	saidMs: START + seconds * 1_000,
});

test("one account may say so many in any minute, and then again when the first of them is a minute old", () => {
	let now = START;
	const rate = new CommandRate(() => now);
	expect(rate.admit(said(1, 0), limits)).toBeUndefined();
	expect(rate.admit(said(1, 20), limits)).toBeUndefined();
	now = START + 30_000;
	expect(rate.admit(said(1, 30), limits)).toMatchObject({
		code: "RATE_LIMITED",
		retryable: true,
		data: { retryAfterSeconds: 30, limit: 2 },
	});
	expect(rate.admit(said(2, 30), limits)).toBeUndefined();
	expect(rate.admit(said(1, 59), limits)?.code).toBe("RATE_LIMITED");
	expect(rate.admit(said(1, 60), limits)).toBeUndefined();
	expect(rate.admit(said(1, 61), limits)?.code).toBe("RATE_LIMITED");
});

test("all accounts together have a limit of their own", () => {
	const rate = new CommandRate(() => START);
	for (const actor of [1, 2, 3, 4, 5])
		expect(rate.admit(said(actor, 0), limits)).toBeUndefined();
	expect(rate.admit(said(6, 1), limits)).toMatchObject({
		code: "RATE_LIMITED",
		data: { retryAfterSeconds: 60, limit: 5 },
	});
});

test("what is found late counts for the minute it was said in", () => {
	const rate = new CommandRate(() => START + 3_600_000);
	for (let minute = 0; minute < 100; minute++)
		for (const second of [0, 30])
			expect(rate.admit(said(1, minute * 60 + second), limits)).toBeUndefined();
	expect(rate.admit(said(1, 45), limits)).toMatchObject({
		data: { retryAfterSeconds: 1 },
	});
});

test("a command that is heard again counts once, and one that was refused not at all", () => {
	const rate = new CommandRate(() => START);
	const first = said(1, 0);
	for (let again = 0; again < 10; again++)
		expect(rate.admit(first, limits)).toBeUndefined();
	expect(rate.admit(said(1, 1), limits)).toBeUndefined();
	for (let again = 0; again < 10; again++)
		expect(rate.admit(said(1, 2), limits)?.code).toBe("RATE_LIMITED");
	expect(rate.admit(said(1, 60), limits)).toBeUndefined();
});

test("memory has a bound: the oldest are forgotten", () => {
	const rate = new CommandRate(() => START);
	const many = { ...limits, comment_commands_per_minute: 100_000 };
	for (let actor = 1; actor <= 10_001; actor++)
		expect(rate.admit(said(actor, 0), many)).toBeUndefined();
	// The first account's command is the one that gave way.
	for (const actor of [1, 1])
		expect(rate.admit(said(actor, 0), many)).toBeUndefined();
	expect(rate.admit(said(10_001, 0), many)).toBeUndefined();
	expect(rate.admit(said(10_001, 0), many)?.code).toBe("RATE_LIMITED");
});
