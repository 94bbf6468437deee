import { describe, expect, test } from "vitest";
import { fitted, showing, whole, zoomed } from "../../src/page/graph/view.ts";

const WINDOW = { width: 1_000, height: 500 };

describe("a view", () => {
	test("of a small drawing shows all of it in the middle, no larger than it is", () => {
		expect(fitted({ width: 200, height: 100 }, WINDOW)).toEqual({
			...{ scale: 1, x: 400, y: 200 },
		});
	});

	test("of a large drawing begins where it begins, at a size that can be read", () => {
		const drawing = { width: 20_000, height: 300 };
		const { scale, x } = fitted(drawing, WINDOW);
		expect(scale).toBe(0.55);
		expect(x).toBe(24);
		expect(whole(drawing, WINDOW).scale).toBeLessThan(0.2);
	});

	test("keeps the point under the pointer where it is when it zooms, within bounds", () => {
		const view = { x: 10, y: 20, scale: 1 };
		const at = { x: 300, y: 200 };
		const near = zoomed(view, 2, at);
		expect((at.x - near.x) / near.scale).toBeCloseTo((at.x - view.x) / 1);
		expect((at.y - near.y) / near.scale).toBeCloseTo((at.y - view.y) / 1);
		expect(zoomed(view, 1_000, at).scale).toBe(2.5);
		expect(zoomed(view, 0, at).scale).toBe(0.12);
	});

	test("moves only as far as it takes to show a task", () => {
		const view = { x: 0, y: 0, scale: 1 };
		const box = { y: 100, width: 216, height: 46 };
		expect(showing(view, { x: 100, ...box }, WINDOW)).toEqual(view);
		expect(showing(view, { x: 1_500, ...box }, WINDOW).x).toBe(
			1_000 - 24 - 216 - 1_500,
		);
		expect(showing(view, { x: -90, ...box }, WINDOW).x).toBe(114);
	});
});
