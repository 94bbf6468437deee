import { expect, test } from "vitest";
import {
	CHARTS,
	daysOf,
	dayWords,
	isEmpty,
	valuesOf,
} from "../../src/page/metrics/charts.ts";
import type { DayFigures } from "../../src/page/metrics/measured.ts";
import { counted, inDollars, inPercent } from "../../src/page/ui/figures.ts";

const DAY: DayFigures = {
	...{ day: "2026-11-20", done: 0, created: 0, claims: null },
	...{ lease_losses: null, failures: null, tokens: null, cost_usd: null },
};

test("days that nothing is known of are no figures, and no chart is drawn of them alone", () => {
	const [throughput, claims] = CHARTS;
	if (throughput === undefined || claims === undefined)
		throw new Error("no charts");
	expect(isEmpty([DAY], throughput)).toBe(true);
	expect(isEmpty([DAY, { ...DAY, created: 1 }], throughput)).toBe(false);
	expect(isEmpty([DAY], claims)).toBe(true);
	const [series] = claims.series;
	if (series === undefined) throw new Error("no series");
	expect(valuesOf([DAY, { ...DAY, claims: 3 }], series)).toEqual([null, 3]);
});

test("the address chooses the days, and nonsense the usual ones", () => {
	expect(
		["7", "90", "91", "0", "-1", "1.5", "x", undefined].map(daysOf),
	).toEqual([7, 90, 14, 14, 14, 14, 14, 14]);
});

test("a day stays that day wherever the browser is", () => {
	expect(dayWords("2026-11-20")).toBe("Nov 20");
	expect(dayWords("2026-01-01")).toBe("Jan 1");
});

test("figures that are not known are told apart from none", () => {
	expect([counted(0), counted(null), counted(12_345)]).toEqual([
		...["0", "–", "12,345"],
	]);
	expect(counted(1_234_567)).toBe("1.23M");
	expect([inPercent(0.755), inPercent(null)]).toEqual(["76 %", "–"]);
	expect([inDollars(0.0125), inDollars(undefined)]).toEqual(["$0.0125", "–"]);
});
