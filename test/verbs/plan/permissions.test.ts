import { expect, test } from "vitest";
import { ROLES, type Role } from "../../../src/core/actor.ts";
import type { JsonObject } from "../../../src/core/errors.ts";
import { openPlanned, TWO_PHASES } from "./planned-board.ts";

/** For each verb of plans the least role, and what is said. */
const MATRIX: readonly (readonly [
	verb: string,
	least: Role,
	step: string | undefined,
	input: JsonObject,
])[] = [
	["plan", "write", undefined, { plan: TWO_PHASES }],
	["start", "write", undefined, {}],
	["amend", "write", undefined, { description: "x", add_phase: ["a:b"] }],
	["retry", "write", "1.1", {}],
	["skip", "write", "1.1", { reason: "No need" }],
	["approve", "write", undefined, {}],
	["override", "maintain", undefined, { reason: "It is down" }],
	["dispatched", "triage", "1.1", {}],
	["claim", "triage", "1.1", {}],
	["heartbeat", "triage", "1.1", {}],
	["release", "triage", "1.1", {}],
	["record", "triage", "1.1", { status: "complete" }],
	["gate", "triage", undefined, { phase: 1 }],
	["force-release", "maintain", "1.1", { reason: "Gone" }],
	["expire", "app", "1.1", {}],
	["action", "read", undefined, {}],
	["status", "read", undefined, {}],
	["runs", "read", undefined, {}],
	["trace", "read", undefined, {}],
	["retro", "read", undefined, {}],
];

test.each(MATRIX)("%s needs %s", async (verb, least, step, input) => {
	const board = await openPlanned();
	for (const role of ROLES.filter((one) => one !== "app")) {
		const answer = await board.said(verb, {
			...(step === undefined ? {} : { step }),
			...{ who: "bob", role, input },
		});
		const isBarred = !answer.ok && answer.message.includes(" needs ");
		const mayNot = ROLES.indexOf(role) < ROLES.indexOf(least);
		expect([role, isBarred]).toEqual([role, mayNot]);
		if (mayNot) expect(answer).toMatchObject({ code: "FORBIDDEN" });
	}
	await board.isSound();
});

test("an account bound to an agent works on steps without a role of its own, as that agent alone", async () => {
	const board = await openPlanned({
		config: { agents: { "worker-1": { logins: ["guest"] } } },
	});
	const guest = { who: "guest", role: "read" as const };
	const bound = { ...guest, agent: "worker-1" };
	expect(
		await board.said("claim", { ...guest, agent: "alice", step: "1.1" }),
	).toMatchObject({ code: "FORBIDDEN" });
	await board.works("1.1", bound);
	expect(await board.said("start", bound)).toMatchObject({ code: "FORBIDDEN" });
	expect(
		await board.said("skip", {
			...{ ...bound, step: "1.2", input: { reason: "No" } },
		}),
	).toMatchObject({ code: "FORBIDDEN" });
	await board.isSound();
});

test("a board may ask for another role than the verb does", async () => {
	const board = await openPlanned({
		config: { permissions: { retry: "maintain", amend: "triage" } },
	});
	expect(await board.said("retry", { step: "1.1" })).toMatchObject({
		code: "FORBIDDEN",
	});
	await board.done("retry", { step: "1.1", role: "maintain" });
	await board.done("amend", {
		role: "triage",
		input: { description: "x", add_phase: ["a:b"] },
	});
	await board.isSound();
});
