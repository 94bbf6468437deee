import { describe, expect, test } from "vitest";
import { graphOf, MOST_NODES } from "../../src/page/graph/graph-model.ts";
import { markOf } from "../../src/page/graph/marks.ts";
import { waysOf } from "../../src/page/graph/ways.ts";
import type { Card } from "../../src/page/state/card.ts";

function card(key: string, more: Partial<Card> = {}): Card {
	return {
		...{ key, title: `Task ${key}`, status: "ready", priority: "normal" },
		...{ version: 1, ...more },
	};
}

const CARDS = [
	card("1", { status: "done" }),
	card("2", { blocked_by: ["1"] }),
	card("3", { status: "blocked", blocked_by: ["2"] }),
	card("4", { parent: "3" }),
	card("5"),
	card("6", { blocked_by: ["404"] }),
];
const keysOf = (graph: ReturnType<typeof graphOf>) =>
	graph.nodes.map(({ key }) => key);

describe("the graph", () => {
	test("has open tasks with edges, and counts those without", () => {
		const graph = graphOf(CARDS, {});
		expect(keysOf(graph)).toEqual(["2", "3", "4"]);
		expect(graph.edges).toEqual([
			{ from: "2", to: "3", kind: "blocks" },
			{ from: "4", to: "3", kind: "subtask" },
		]);
		expect(graph.loose).toBe(2);
	});

	test("has those that ended, and those on their own, where they are asked for", () => {
		expect(keysOf(graphOf(CARDS, { ended: true }))).toEqual([
			...["1", "2", "3", "4"],
		]);
		const all = graphOf(CARDS, { ended: true, loose: true });
		expect(keysOf(all)).toEqual(["1", "2", "3", "4", "5", "6"]);
		expect(all.loose).toBe(0);
	});

	test("around one task has only what is on its ways, and itself without any", () => {
		const two = graphOf([...CARDS, card("7", { blocked_by: ["5"] })], {
			around: "5",
		});
		expect(keysOf(two)).toEqual(["5", "7"]);
		expect(keysOf(graphOf(CARDS, { around: "6" }))).toEqual(["6"]);
		expect(keysOf(graphOf(CARDS, { around: "999" }))).toEqual([]);
	});

	test("of more than can be read keeps the best connected, and counts the rest", () => {
		const many = Array.from({ length: MOST_NODES + 50 }, (_, index) =>
			card(String(index + 10), { blocked_by: ["1"] }),
		);
		const graph = graphOf([card("1"), ...many], {});
		expect(graph.nodes).toHaveLength(MOST_NODES);
		expect(graph.nodes[0]?.key).toBe("1");
		expect(graph.left).toBe(51);
		expect(graph.edges).toHaveLength(MOST_NODES - 1);
	});
});

test("what is pointed at, what is before and what is after it are told apart", () => {
	const ways = { before: new Set(["1"]), after: new Set(["3"]) };
	const marks = ["1", "2", "3", "4"].map((key) =>
		markOf({ key: "2", ways }, key),
	);
	expect(marks).toEqual(["before", "here", "after", ""]);
	expect(markOf(undefined, "2")).toBe("");
});

describe("ways", () => {
	const edge = (from: string, to: string) =>
		({ from, to, kind: "blocks" }) as const;

	test("go up and down over any number of edges", () => {
		const ways = waysOf(
			[edge("1", "2"), edge("2", "3"), edge("3", "4"), edge("1", "5")],
			"3",
		);
		expect([...ways.before].sort()).toEqual(["1", "2"]);
		expect([...ways.after]).toEqual(["4"]);
	});

	test("end where edges of two kinds make a loop", () => {
		const ways = waysOf([edge("1", "2"), edge("2", "1")], "1");
		expect([...ways.before]).toEqual(["2"]);
		expect([...ways.after]).toEqual(["2"]);
	});
});
