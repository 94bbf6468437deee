import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look } from "../../src/cli/page.ts";
import { printUsage } from "../../src/cli/print-usage.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { widthOf } from "../../src/cli/text-width.ts";
import { type UsageRow, usageOf } from "../../src/core/usage.ts";
import { COMPLETED, RUNNING } from "../support/sample-runs.ts";

const WIDE: Look = { width: 80, ascii: false, style: PLAIN };
const NARROW: Look = { width: 40, ascii: true, style: PLAIN };
const usage = usageOf([COMPLETED, RUNNING]);

test("tokens by task, agent, role and model, with how much of the work told any", () => {
	expect(printUsage(usage, WIDE)).toBe(`Usage: 13k tokens
  told by 3 of 4 attempts: the rest is not known

By task
  task-logging-a3f9 ██████████    12k  $0.40, told by 2 of 3
  t-2               █░░░░░░░░░    200

By agent
  ben ██████████    12k
  ann █░░░░░░░░░    700  told by 2 of 3

By role
  backend-engineer ██████████    13k
  code-reviewer    ░░░░░░░░░░      0  told by 0 of 1

By model, as planned
  sonnet ██████████    13k
  opus   ░░░░░░░░░░      0  told by 0 of 1`);
});

test("on a narrow page what has no room beside an amount stands below it", () => {
	const text = printUsage(usage, NARROW);
	expect(text).toContain(
		"  task-logging-a3f9 ##########    12k\n    $0.40, told by 2 of 3\n",
	);
	expect(text).toMatch(/^[\x20-\x7e\n]*$/);
});

test("what was told of a task as a whole is said", () => {
	const told = { ...RUNNING.task, tokens: { input: 5_000, output: 200 } };
	expect(printUsage(usageOf([{ ...RUNNING, task: told }]), WIDE)).toContain(
		"5k of them told of a task as a whole",
	);
});

test("before anything was used it says so, and where tokens come from", () => {
	expect(printUsage(usageOf([]), WIDE)).toMatch(
		/^No usage yet\.\n.*record --tokens/,
	);
});

test("no line is wider than the page, whatever names and amounts there are", () => {
	const row: fc.Arbitrary<UsageRow> = fc.record({
		name: fc.string({ unit: "binary", minLength: 1, maxLength: 90 }),
		tokens: fc.nat(Number.MAX_SAFE_INTEGER),
		attempts: fc.nat(9_999),
		told: fc.nat(9_999),
	});
	fc.assert(
		fc.property(
			fc.array(row, { minLength: 1, maxLength: 12 }),
			fc.constantFrom(WIDE, NARROW),
			(rows, look) => {
				const page = printUsage({ ...usage, by_task: rows }, look);
				for (const line of page.split("\n"))
					expect(widthOf(line)).toBeLessThanOrEqual(look.width);
				expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
			},
		),
	);
});
