/** A file of the sample repository as an agent leaves it. */
export interface WorkFile {
	readonly path: string;
	readonly text: string;
}

/** Reads several units, but takes them in any order and any number: what a quick first try looks like. */
export const FIRST_TRY: WorkFile = {
	path: "src/span.js",
	text: `const SECONDS = { s: 1, m: 60, h: 3600 };

/** Seconds of a duration such as "90s" or "1h30m"; NaN when it is none. */
export function seconds(text) {
  if (!/^(\\d+[smh])+$/.test(text)) return Number.NaN;
  const parts = text.match(/\\d+[smh]/g);
  return parts.reduce((sum, part) => sum + Number.parseInt(part, 10) * SECONDS[part.at(-1)], 0);
}
`,
};

/** The test that shows what the first try gets wrong. */
export const HARDER_TEST: WorkFile = {
	path: "test/units.test.js",
	text: `import assert from "node:assert/strict";
import { test } from "node:test";
import { seconds } from "../src/span.js";

test("several units", () => {
  assert.equal(seconds("1h30m"), 5400);
  assert.equal(seconds("1m1s"), 61);
});

test("units go from large to small, each at most once", () => {
  assert.ok(Number.isNaN(seconds("30m1h")));
  assert.ok(Number.isNaN(seconds("1m1m")));
});
`,
};

/** What passes both tests. */
export const FIX: WorkFile = {
	path: "src/span.js",
	text: `/** Seconds of a duration such as "90s" or "1h30m", units from large to small; NaN when it is none. */
export function seconds(text) {
  const match = /^(?=\\d)(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?$/.exec(text);
  if (match === null) return Number.NaN;
  const [hours, minutes, rest] = match.slice(1).map((count) => Number(count ?? 0));
  return hours * 3600 + minutes * 60 + rest;
}
`,
};
