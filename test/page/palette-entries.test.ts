import { expect, test } from "vitest";
import {
	foundEntries,
	pageEntries,
	personEntries,
	taskEntries,
} from "../../src/page/palette/palette-entries.ts";
import { rankEntries } from "../../src/page/palette/rank-entries.ts";
import type { Card } from "../../src/page/state/card.ts";

const card = (key: string, title: string, more: Partial<Card> = {}): Card => ({
	...{ key, title, status: "ready", priority: "normal", version: 1 },
	...more,
});

const opened: string[] = [];
const open = (key: string) => void opened.push(key);
const tasks = taskEntries(
	[
		{
			...{ status: "ready", count: 3, overdue: 0 },
			cards: [
				card("1", "Read durations of several units"),
				card("12", "Rotate the logs", { assignee: "carol" }),
				card("42", "Write durations for people", {
					status: "in_progress",
					held_by: "agent-1",
				}),
			],
		},
	],
	open,
);
const people = personEntries(
	[
		{ name: "alice", role: "write" },
		{ name: "bob", role: "read" },
	],
	"alice",
	() => undefined,
);
const pages = pageEntries(() => undefined);
const all = [...tasks, ...pages, ...people];

const texts = (query: string, entries = all) =>
	rankEntries(entries, query).map(({ kind, entries: some }) => [
		kind,
		...some.map(({ text }) => text),
	]);

test("without a word the palette offers the first of each kind, pages before tasks", () => {
	const many = taskEntries(
		[
			{
				...{ status: "ready", count: 20, overdue: 0 },
				cards: Array.from({ length: 20 }, (_, at) => card(`${at}`, "one")),
			},
		],
		open,
	);
	const groups = rankEntries([...many, ...pages], "  ");
	expect(groups.map(({ kind }) => kind)).toEqual(["page", "task"]);
	expect(groups[1]?.entries).toHaveLength(8);
});

test("a task is found by its key, with or without a sign before it, by letters of its title, and by who has it", () => {
	expect(texts("#12")[0]).toEqual(["task", "12 Rotate the logs"]);
	expect(texts("42")[0]).toEqual(["task", "42 Write durations for people"]);
	expect(texts("rotlogs")[0]).toEqual(["task", "12 Rotate the logs"]);
	expect(texts("carol")).toEqual([["task", "12 Rotate the logs"]]);
	expect(texts("nothing like it")).toEqual([]);
});

test("the kind with the best match stands first", () => {
	expect(texts("graph")[0]).toEqual(["page", "Go to Graph"]);
	expect(texts("speak as bob")[0]).toEqual(["person", "Speak as bob"]);
});

test("whoever speaks already is not offered", () => {
	expect(people.map(({ text }) => text)).toEqual(["Speak as bob"]);
});

test("what the search verb found stands last, and not twice", () => {
	const found = foundEntries(
		[
			{
				key: "12",
				title: "Rotate the logs",
				status: "ready",
				where: ["title"],
			},
			{ key: "7", title: "Cold", status: "in_progress", where: ["notes"] },
		],
		open,
	);
	const groups = rankEntries([...found, ...tasks], "rotate");
	expect(groups.map(({ kind }) => kind)).toEqual(["task", "found"]);
	expect(groups[1]?.entries.map(({ text, detail }) => [text, detail])).toEqual([
		["7 Cold", "in progress · in notes"],
	]);
	groups[1]?.entries[0]?.act();
	expect(opened).toEqual(["7"]);
});

test("2,000 tasks give as many offers as are shown of a kind, and a very long query is cut", () => {
	const many = taskEntries(
		[
			{
				...{ status: "ready", count: 2_000, overdue: 0 },
				cards: Array.from({ length: 2_000 }, (_, at) =>
					card(`${at}`, `Task number ${at}`),
				),
			},
		],
		open,
	);
	expect(rankEntries(many, "task number")[0]?.entries).toHaveLength(12);
	expect(rankEntries(many, "x".repeat(100_000))).toEqual([]);
});
