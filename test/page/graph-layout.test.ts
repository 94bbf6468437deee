import { describe, expect, test } from "vitest";
import { edgePath } from "../../src/page/graph/edge-path.ts";
import { layOut } from "../../src/page/graph/graph-layout.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "../../src/page/graph/node-size.ts";
import { partsOf } from "../../src/page/graph/parts.ts";

const edge = (from: string, to: string) =>
	({ from, to, kind: "blocks" }) as const;

describe("the layout", () => {
	test("has what must end first to the left of what waits for it, and no two tasks in one place", () => {
		const keys = Array.from({ length: 60 }, (_, index) => String(index + 1));
		const edges = keys
			.slice(1)
			.map((key) => edge(String(Math.floor(Number(key) / 2)), key));
		const { places, width, height } = layOut({ keys, edges });
		for (const { from, to } of edges) {
			const [a, b] = [places[from], places[to]];
			if (a === undefined || b === undefined) throw new Error("no place");
			expect(a.x + NODE_WIDTH).toBeLessThanOrEqual(b.x);
		}
		const boxes = keys.map((key) => places[key] ?? { x: 0, y: 0 });
		const overlaps = boxes.flatMap((a, index) =>
			boxes
				.slice(index + 1)
				.filter(
					(b) =>
						Math.abs(a.x - b.x) < NODE_WIDTH &&
						Math.abs(a.y - b.y) < NODE_HEIGHT,
				),
		);
		expect(overlaps).toEqual([]);
		for (const { x, y } of boxes) {
			expect(x).toBeGreaterThanOrEqual(0);
			expect(x + NODE_WIDTH).toBeLessThanOrEqual(width + 1);
			expect(y + NODE_HEIGHT).toBeLessThanOrEqual(height + 1);
		}
	});

	test("keeps two edges between the same tasks apart by their index", () => {
		const { lines } = layOut({
			keys: ["1", "2"],
			edges: [
				{ from: "1", to: "2", kind: "blocks" },
				{ from: "1", to: "2", kind: "subtask" },
			],
		});
		expect(lines.map((line) => line.length > 1)).toEqual([true, true]);
		expect(lines[0]).not.toEqual(lines[1]);
	});

	test("puts parts that do not hang together beside or below each other", () => {
		const shape = {
			keys: ["1", "2", "3", "4", "5"],
			edges: [edge("4", "5"), edge("5", "2")],
		};
		expect(partsOf(shape)).toEqual([
			{ keys: ["2", "4", "5"], edges: [0, 1] },
			{ keys: ["1"], edges: [] },
			{ keys: ["3"], edges: [] },
		]);
		const { places } = layOut(shape);
		const spots = Object.values(places).map(({ x, y }) => `${x} ${y}`);
		expect(new Set(spots).size).toBe(5);
	});
});

test("an edge leaves a task on its right and comes to the other on its left", () => {
	const path = edgePath([], { from: { x: 0, y: 0 }, to: { x: 300, y: 100 } });
	const middle = NODE_HEIGHT / 2;
	expect(path.startsWith(`M${NODE_WIDTH} ${middle}C`)).toBe(true);
	expect(path.endsWith(` 300 ${100 + middle}`)).toBe(true);
	expect(edgePath([], { from: undefined, to: { x: 0, y: 0 } })).toBe("");
});

test("an edge over several ranks goes straight through the gaps between their tasks", () => {
	const at = (x: number) => ({ x, y: 70 });
	const path = edgePath([at(216), at(240), at(380), at(520), at(544)], {
		from: { x: 0, y: 0 },
		to: { x: 544, y: 0 },
	});
	expect(path.match(/h216/g)).toHaveLength(1);
	expect(path).toContain(`${380 - NODE_WIDTH / 2} 70h`);
});
