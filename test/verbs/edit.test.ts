import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Brief, PendingEdit } from "../../src/core/task.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function board(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench);
	await tell(bench, "enroll", { title: "Schema", description: "Two tables." });
	return bench;
}

async function tell(
	bench: Bench,
	verb: string,
	input: JsonObject,
	who: { login?: string; role?: "none" | "triage" | "write" } = {},
) {
	const { login = "bob", role = "triage" } = who;
	const [answer] = await bench.engine.perform([
		say(bench, login, verb, { task: "1", input, role }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

const propose = (bench: Bench, title: string, login = "guest") =>
	tell(
		bench,
		"propose-edit",
		{ title, description: "Two tables." },
		{ login, role: "none" },
	);

function text(
	bench: Bench,
): Promise<{ brief: Brief; title?: string; pending?: PendingEdit }> {
	return bench.engine.inspect((board) => {
		const title = board.task("1")?.title;
		const pending = board.context("1").pending_edit;
		return {
			brief: board.brief("1"),
			...(title === undefined ? {} : { title }),
			...(pending === undefined ? {} : { pending }),
		};
	});
}

test("an edit by somebody who may not edit is kept with their name and changes nothing else", async () => {
	const bench = await board();
	expect(await propose(bench, "Mine now")).toMatchObject({
		ok: true,
		data: { pending: true },
	});
	expect(await text(bench)).toEqual({
		brief: { title: "Schema", description: "Two tables." },
		title: "Schema",
		pending: {
			title: "Mine now",
			description: "Two tables.",
			by: "guest",
			at: "2026-11-20T19:00:00.000Z",
		},
	});
});

test("the same text proposed again makes no commit, a newer one takes its place", async () => {
	const bench = await board();
	await propose(bench, "Mine now");
	const again = await propose(bench, "Mine now", "mallory");
	expect(again.ok).toBe(true);
	expect(again).not.toHaveProperty("commit");
	await propose(bench, "No, mine", "mallory");
	expect((await text(bench)).pending).toMatchObject({
		title: "No, mine",
		by: "mallory",
	});
});

test("a text put back to what the brief says leaves nothing to decide", async () => {
	const bench = await board();
	await propose(bench, "Mine now");
	await propose(bench, "Schema");
	expect((await text(bench)).pending).toBeUndefined();
});

test("accepting takes title and description, and the goal that was made from the title follows", async () => {
	const bench = await board();
	await propose(bench, "Mine now");
	expect(await tell(bench, "edit", { pending: "accept" })).toMatchObject({
		ok: true,
		data: { task: { title: "Mine now" }, proposed_by: "guest" },
	});
	expect(await text(bench)).toEqual({
		brief: { title: "Mine now", description: "Two tables." },
		title: "Mine now",
	});
	expect(await bench.engine.inspect((b) => b.baton("1").goal)).toBe("Mine now");
});

test("dismissing keeps the brief and forgets the proposal", async () => {
	const bench = await board();
	await propose(bench, "Mine now");
	expect(await tell(bench, "edit", { pending: "dismiss" })).toMatchObject({
		ok: true,
	});
	expect(await text(bench)).toEqual({
		brief: { title: "Schema", description: "Two tables." },
		title: "Schema",
	});
});

test("a change of the text by somebody who may voids what was proposed, a change of anything else does not", async () => {
	const bench = await board();
	await propose(bench, "Mine now");
	await tell(bench, "edit", { labels: ["storage"] });
	expect((await text(bench)).pending).toBeDefined();
	await tell(bench, "edit", { description: "" });
	expect(await text(bench)).toEqual({
		brief: { title: "Schema", description: "" },
		title: "Schema",
	});
});

test("null takes a field away; what stays the same makes no commit, whatever the order", async () => {
	const bench = await board();
	const input = { due: "2026-12-01", model_hint: "large", reviewer: "alice" };
	const asWriter = { login: "alice", role: "write" } as const;
	await tell(bench, "edit", input, asWriter);
	const again = await tell(bench, "edit", input, asWriter);
	expect(again).toMatchObject({ ok: true, version: 2 });
	expect(again).not.toHaveProperty("commit");
	await tell(bench, "edit", { due: null, reviewer: null }, asWriter);
	const task = await bench.engine.inspect((b) => b.task("1"));
	expect(task).toMatchObject({ model_hint: "large", version: 3 });
	expect(task?.due).toBeUndefined();
	expect(task?.reviewer).toBeUndefined();
});

test("the answer to a new title has the new title", async () => {
	const bench = await board();
	expect(await tell(bench, "edit", { title: "Three tables" })).toMatchObject({
		data: { task: { title: "Three tables" } },
	});
});
