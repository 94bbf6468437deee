import { describe, expect, test } from "vitest";
import { STATUSES, tableOf } from "../../src/core/status.ts";
import { commandFields } from "../../src/page/actions/command-fields.ts";
import { fieldValue } from "../../src/page/actions/command-input.ts";
import { readCommand } from "../../src/page/actions/command-line.ts";
import { explained } from "../../src/page/actions/explained.ts";
import { fieldsOf } from "../../src/page/actions/fields-of.ts";
import { inputFrom, lacking } from "../../src/page/actions/input-from.ts";
import { offersFor } from "../../src/page/actions/offers-for.ts";
import type { VerbFact, VerbField } from "../../src/page/actions/verb-facts.ts";
import { type Circumstances, waysTo } from "../../src/page/actions/ways.ts";
import type { Card } from "../../src/page/state/card.ts";

const card = (rest: Partial<Card> = {}): Card => ({
	...{ key: "42", title: "Rotate the logs", status: "ready" },
	...{ priority: "normal", version: 7 },
	...rest,
});
const held = card({ status: "in_progress", held_by: "backend-1" });
const alice: Circumstances = { speaker: "alice" };
const holder: Circumstances = { speaker: "backend-1" };
const names = (shown: Card, around: Circumstances) =>
	offersFor(shown, around).map(({ name }) => name);

describe("where a card can be dropped:", () => {
	test("a column takes a card when one verb leads there", () => {
		expect(waysTo(card(), "in_progress", alice)).toEqual({ by: ["claim"] });
		expect(waysTo(card(), "backlog", alice)).toEqual({ by: ["move"] });
		expect(waysTo(card(), "blocked", alice)).toEqual({
			by: ["block", "depend"],
		});
		expect(waysTo(card({ status: "review" }), "done", alice)).toEqual({
			by: ["approve"],
		});
		expect(waysTo(card({ status: "cancelled" }), "ready", alice)).toEqual({
			by: ["reopen"],
		});
	});

	test("a task with a plan is started, not claimed", () => {
		const plan = { run: "planned", steps: 3, done: 0, out: 0 };
		expect(waysTo(card({ plan }), "in_progress", alice)).toEqual({
			by: ["start"],
		});
	});

	test("only the holder gives a task back; others may take the lease away", () => {
		expect(waysTo(held, "ready", holder)).toEqual({
			by: ["release", "handoff", "fail"],
		});
		expect(waysTo(held, "ready", alice)).toEqual({ by: ["force-release"] });
		expect(waysTo(held, "done", alice)).toEqual({ why: "backend-1 holds it." });
		expect(waysTo(held, "review", { speaker: "Backend-1" })).toEqual({
			by: ["done"],
		});
	});

	test("a run's task is done by whoever says so once every phase is finished", () => {
		const plan = { run: "running", steps: 3, done: 3, out: 0 };
		const shown = (next: string) =>
			card({ status: "in_progress", plan: { ...plan, next } });
		expect(waysTo(shown("COMPLETE"), "done", alice)).toEqual({ by: ["done"] });
		expect(waysTo(shown("GATE"), "done", alice)).toEqual({
			why: "Its plan is not finished.",
		});
	});

	test("what leads there in two moves is named", () => {
		expect(waysTo(card(), "review", alice)).toEqual({
			why: "Ready to Review leads by way of In progress.",
		});
	});

	test("a task that waits says what for", () => {
		const waits_for = [{ key: "41", status: "ready" }];
		const waiting = card({ status: "blocked", waits: 1, waits_for });
		expect(waysTo(waiting, "ready", alice)).toEqual({
			why: "It waits for 41, and goes on when these have ended.",
		});
		expect(waysTo({ ...waiting, held: "a word" }, "ready", alice)).toEqual({
			by: ["unblock"],
		});
	});

	test("a full column takes no new work, and takes what is finished", () => {
		const full = new Set(["in_progress", "review"] as const);
		expect(waysTo(card(), "in_progress", { ...alice, full })).toEqual({
			why: "In progress is full.",
		});
		expect(waysTo(held, "review", { ...holder, full })).toEqual({
			by: ["done"],
		});
	});

	test("a role that is not enough is said, but triage is left to the server", () => {
		const needed = { move: "write", claim: "triage" } as const;
		const guest = { ...alice, role: "read", needed } as const;
		expect(waysTo(card(), "backlog", guest)).toEqual({
			why: "move needs the role write; you have read.",
		});
		expect(waysTo(card(), "in_progress", guest)).toEqual({ by: ["claim"] });
	});

	test("a board's own moves are followed", () => {
		const table = tableOf({ transitions: { review: ["backlog"] } });
		const shown = card({ status: "review" });
		expect(waysTo(shown, "backlog", { ...alice, table })).toEqual({
			by: ["move"],
		});
		expect(waysTo(shown, "done", { ...alice, table })).toHaveProperty("why");
	});

	test("a task that is tried again later is not claimed before", () => {
		const shown = card({ not_before: "2026-11-20T19:45:00.000Z" });
		const at = (now: string) =>
			waysTo(shown, "in_progress", { ...alice, now: `2026-11-20T19:${now}Z` });
		expect(at("44:00.000")).toHaveProperty("why");
		expect(at("46:00.000")).toEqual({ by: ["claim"] });
	});

	test("nothing is dropped where it is", () => {
		for (const status of STATUSES)
			expect(waysTo(card({ status }), status, alice)).toHaveProperty("why");
	});
});

describe("what is offered for a card:", () => {
	test("moves that are legal now, then what else can be changed", () => {
		expect(names(card(), alice)).toEqual([
			...["move", "claim", "block", "depend", "cancel"],
			...["assign", "priority", "due", "subtask", "command"],
		]);
	});

	test("an approval that a plan waits with, and an assignee to take away", () => {
		const plan = {
			run: "running",
			steps: 1,
			done: 1,
			out: 0,
			next: "APPROVAL",
		};
		const shown = card({ status: "in_progress", plan, assignee: "bob" });
		expect(names(shown, alice)).toContain("approve");
		expect(names(shown, alice)).toContain("unassign");
		expect(names(card(), alice)).not.toContain("approve");
	});

	test("nothing that the speaker's role is too little for", () => {
		const needed = { cancel: "write", priority: "write" } as const;
		const offered = names(card(), { ...alice, role: "triage", needed });
		expect(offered).not.toContain("cancel");
		expect(offered).not.toContain("priority");
		expect(offered).toContain("assign");
	});
});

describe("a form becomes a verb's input:", () => {
	test("what is empty is not said, lists are split, a final failure is not tried again", () => {
		const block = { reason: " the vendor ", by: "#41, 43 ," };
		expect(inputFrom(fieldsOf("block"), block)).toEqual({
			reason: "the vendor",
			by: ["41", "43"],
		});
		expect(inputFrom(fieldsOf("cancel"), { reason: "" })).toEqual({});
		expect(inputFrom(fieldsOf("fail"), { reason: "no", final: true })).toEqual({
			reason: "no",
			retryable: false,
		});
	});

	test("an empty due date takes the date back, in the dialog that is about it alone", () => {
		expect(inputFrom(fieldsOf("due"), { due: "" })).toEqual({ due: null });
		expect(inputFrom(fieldsOf("enroll"), { title: "A", due: "" })).toEqual({
			title: "A",
		});
	});

	test("what is needed is named while it is missing", () => {
		expect(lacking(fieldsOf("handoff"), { to: "  " })).toEqual([
			"To the agent",
			"Note for it",
		]);
		expect(lacking(fieldsOf("claim"), {})).toEqual([]);
	});
});

test("a stale action tells the state that the task is in now", () => {
	const refused = { ok: false, code: "STALE", message: "It moved." } as const;
	expect(explained(refused, { ...held, version: 9 }).message).toBe(
		"It moved. It is In progress now, held by backend-1, at version 9.",
	);
	expect(explained({ ...refused, code: "FORBIDDEN" }, held).message).toBe(
		"It moved.",
	);
});

describe("a typed command", () => {
	const input = (name: string, rest: Partial<VerbField> = {}): VerbField => ({
		...{ name, type: "string", required: false },
		...rest,
	});
	const verb = (name: string, rest: Partial<VerbFact>): VerbFact => ({
		...{ name, summary: "", role: "triage", usage: "", doors: ["agent"] },
		...{ target: "task", reads: false, inputs: [], examples: [] },
		...rest,
	});
	const fill = (line: string, fact: VerbFact) =>
		commandFields(readCommand(line), fact);

	test("is read into words and options, with quotes", () => {
		const typed = readCommand(
			'/baton done "log \\"it\\"" tokens=48/6 cost=\'0 31\' x-y=1',
		);
		expect(typed.verb).toBe("done");
		expect(typed.words).toEqual(['log "it"']);
		expect([...typed.options]).toEqual([
			["tokens", "48/6"],
			["cost", "0 31"],
			["x_y", "1"],
		]);
		expect(readCommand('/done "open').problem).toBe("a quote is not closed");
		expect(readCommand("/due a=1 a=2").problem).toBe("a= is given twice");
	});

	test("fills the fields that the verb says its words fill", () => {
		const assign = verb("assign", {
			words: ["assignee"],
			inputs: [input("assignee", { required: true }), input("version")],
		});
		expect(fill("/assign bob", assign)).toEqual({
			fields: { assignee: "bob" },
		});
		expect(fill("/assign bob alice", assign).problem).toContain("alice");
		const done = verb("done", {
			words: ["deliverable"],
			inputs: [input("deliverable")],
		});
		expect(fill("/done with a test", done).fields).toEqual({
			deliverable: "with a test",
		});
	});

	test("names a task or a step by its first word", () => {
		const claim = verb("claim", {
			...{ words: ["task"], step: "optional", inputs: [input("for")] },
		});
		expect(fill("/claim 1.2 for=30m", claim).fields).toEqual({
			...{ step: "1.2", for: "30m" },
		});
		expect(fill("/claim 42/1.2", claim).fields).toEqual({
			...{ task: "42", step: "1.2" },
		});
		expect(fill("/claim #42", claim).fields).toEqual({ task: "42" });
	});

	test("is understood by what words are where a verb has no fixed order of them", () => {
		const note = verb("note", {
			inputs: [
				input("kind", { values: ["decision", "note"] }),
				input("body", { required: true }),
			],
		});
		expect(fill("/note decision we take it", note).fields).toEqual({
			...{ kind: "decision", body: "we take it" },
		});
		expect(fill("/note decision", note).fields).toEqual({ body: "decision" });
		const block = verb("block", {
			inputs: [
				input("reason", { required: true }),
				input("by", { type: "list of string" }),
			],
		});
		expect(fill('/block "needs the schema" by #41', block).fields).toEqual({
			...{ reason: "needs the schema", by: "#41" },
		});
		expect(fill("/block stopped by noise", block).fields).toEqual({
			reason: "stopped by noise",
		});
		const subtask = verb("subtask", {
			inputs: [
				input("title", { required: true }),
				input("park", { type: "boolean" }),
			],
		});
		expect(fill('/subtask "Write it" park', subtask).fields).toEqual({
			...{ title: "Write it", park: "true" },
		});
	});

	test("has values of the kinds that the verb takes", () => {
		const value = (type: string, text: string) =>
			fieldValue(input("a", { type }), text);
		expect(value("integer", "12")).toEqual({ value: 12 });
		expect(value("boolean", "false")).toEqual({ value: false });
		expect(value("list of string", "#41, b")).toEqual({ value: ["41", "b"] });
		expect(value("null or string", "none")).toEqual({ value: null });
		expect(value("object", '{"a":1}')).toEqual({ value: { a: 1 } });
		expect(value("object", "{")).toHaveProperty("problem");
		expect(value("string", " ")).toEqual({ value: undefined });
	});
});
