import { expect, test } from "vitest";
import { CardInbox } from "../../src/github/projects/card-inbox.ts";
import {
	makePlannedBench,
	type ProjectBench,
} from "../support/graphql/project-bench.ts";

const BACKLOG = { field: "Status", option: "Backlog" };

const moves = async (bench: ProjectBench) =>
	(await bench.subjects()).filter((one) => one.startsWith("move"));
const saidIn = (bench: ProjectBench) =>
	bench.github.said.map(({ body }) => body).join("\n");

/** Alice moves the card, no webhook comes, and the board is shown over it. */
async function shownOver(bench: ProjectBench) {
	const hint = bench.choose("alice", 1, BACKLOG);
	await bench.after(70_000);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	return hint;
}

test("a move whose webhook comes after the board was shown over it is carried out all the same", async () => {
	const bench = await makePlannedBench();
	const hint = await shownOver(bench);
	await bench.after(240_000);
	await bench.hears(hint);
	await bench.shown();
	expect(await moves(bench)).toEqual(["move 1: to backlog"]);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	expect(bench.github.said).toEqual([]);
});

test("a late move is not carried out when the board has changed since, and that is said once", async () => {
	const bench = await makePlannedBench();
	const hint = await shownOver(bench);
	await bench.say("alice", 1, "/claim");
	await bench.after(10_000);
	await bench.hears(hint);
	await bench.shown();
	await bench.restart();
	await bench.hears(hint);
	await bench.shown();
	expect(await moves(bench)).toEqual([]);
	expect(bench.world.shown(1, "Status")).toBe("In progress");
	const said = bench.github.said.filter(({ body }) =>
		body.includes(
			"😕 **`STALE`** Status was put back in the project. GitHub told",
		),
	);
	expect(said).toHaveLength(1);
	expect(said[0]?.body).toContain("told too late that Backlog was chosen.");
});

test("what the board says since is shown over a move that nobody told of, and the move then comes too late", async () => {
	const bench = await makePlannedBench();
	const hint = bench.choose("alice", 1, BACKLOG);
	bench.bench.advance(1_000);
	await bench.say("bob", 1, "/claim");
	await bench.after(70_000);
	expect(bench.world.shown(1, "Status")).toBe("In progress");
	await bench.hears(hint);
	await bench.shown();
	expect(await moves(bench)).toEqual([]);
	expect(saidIn(bench)).toContain("told too late that Backlog was chosen.");
});

test("a process that does not know what was shown over says that the webhook came too late", async () => {
	const bench = await makePlannedBench();
	const hint = await shownOver(bench);
	await bench.restart();
	await bench.hears(hint);
	await bench.shown();
	expect(await moves(bench)).toEqual([]);
	expect(saidIn(bench)).toContain("told too late");
});

test("a late move by who may not move the task is told why", async () => {
	const bench = await makePlannedBench();
	const hint = bench.choose("guest", 1, BACKLOG);
	await bench.after(70_000);
	await bench.hears(hint);
	await bench.shown();
	expect(saidIn(bench)).toContain("FORBIDDEN");
});

test("an emptied field is filled at once, and who emptied it is told why when the webhook comes", async () => {
	const bench = await makePlannedBench();
	const hint = bench.choose("alice", 1, { field: "Status", option: undefined });
	await bench.after(0);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	await bench.hears(hint);
	await bench.shown();
	expect(saidIn(bench)).toContain("An empty Status says nothing.");
});

test("a move that was carried out long ago is no news when its webhook comes again", async () => {
	const bench = await makePlannedBench();
	const hint = bench.choose("alice", 1, BACKLOG);
	await bench.hears(hint);
	await bench.say("alice", 1, "/move ready");
	await bench.after(120_000);
	await bench.restart();
	await bench.hears(hint);
	await bench.shown();
	expect(await moves(bench)).toEqual([
		"move 1: to backlog",
		"move 1: to ready",
	]);
	expect(bench.github.said).toEqual([]);
});

test("who moves a card and moves it back is neither heard nor answered, however late that is told", async () => {
	const bench = await makePlannedBench();
	const away = bench.choose("alice", 1, BACKLOG);
	bench.bench.advance(2_000);
	const back = bench.choose("alice", 1, { field: "Status", option: "Ready" });
	await bench.hears(away);
	bench.answerer.instead = () => new Response("", { status: 502 });
	await bench.hears({ ...away, delivery: "other" });
	await bench.hears(back);
	bench.answerer.instead = () => undefined;
	await bench.after(120_000);
	await bench.shown();
	expect(await moves(bench)).toEqual([]);
	expect(bench.github.said).toEqual([]);
});

test("what was put back for another is no reason to carry out what its maker took back", async () => {
	const bench = await makePlannedBench();
	await bench.move("guest", 1, BACKLOG);
	await bench.after(0);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	bench.bench.advance(5_000);
	const away = bench.choose("alice", 1, BACKLOG);
	bench.bench.advance(2_000);
	bench.choose("alice", 1, { field: "Status", option: "Ready" });
	await bench.hears(away);
	expect(await moves(bench)).toEqual([]);
});

test("what was moved before a process began is not shown over before its webhook had a chance", async () => {
	const bench = await makePlannedBench();
	const hint = bench.choose("alice", 1, BACKLOG);
	bench.bench.advance(3_600_000);
	await bench.restart();
	await bench.after(240_000);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	await bench.hears(hint);
	expect(await moves(bench)).toEqual(["move 1: to backlog"]);
});

test("what was moved before a process began and nobody tells of shows the board after five minutes", async () => {
	const bench = await makePlannedBench();
	bench.choose("alice", 1, BACKLOG);
	bench.bench.advance(3_600_000);
	await bench.restart();
	await bench.after(310_000);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
});

test("an older webhook without the value lends its sender's role to nobody's later edit", async () => {
	const bench = await makePlannedBench();
	const at = new Date(bench.bench.nowMs()).toISOString();
	bench.bench.advance(30_000);
	const { to: _, ...hint } = bench.choose("bob", 1, BACKLOG, { at });
	await bench.hears(hint);
	const { field: __, ...older } = hint;
	await bench.hears({ ...older, delivery: "older" });
	expect(await moves(bench)).toEqual([]);
});

test("an edit is kept until it was heard, however long GitHub is away", async () => {
	const bench = await makePlannedBench();
	const { role } = bench.github;
	bench.github.role = async () => {
		throw new Error("no answer");
	};
	await bench.move("alice", 1, BACKLOG);
	for (let n = 1; n <= 14; n++) await bench.after(180_000);
	bench.github.role = role;
	await bench.after(180_000);
	expect(await moves(bench)).toEqual(["move 1: to backlog"]);
});

test("an edit is still awaited while it is being heard", async () => {
	const awaited: boolean[] = [];
	const inbox: CardInbox = new CardInbox({
		engine: {
			inspect: async () => {
				awaited.push(inbox.isAwaiting(1), inbox.isAwaiting(2));
				return {};
			},
		},
		nowMs: () => 0,
	} as never);
	inbox.add({
		...{ issue: 1, project: "PVT_1", at: "2026-11-20T12:00:00Z" },
		editor: { id: 1, login: "alice", isBot: false },
		delivery: "first",
	});
	await inbox.follow({ again: false });
	expect(awaited).toEqual([true, false]);
	expect(inbox.isAwaiting(1)).toBe(false);
});
