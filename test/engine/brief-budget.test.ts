import fc from "fast-check";
import { countTokens } from "gpt-tokenizer";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { fitBrief } from "../../src/engine/brief-budget.ts";

const words = fc.constantFrom(
	"the middleware logs each request ",
	"請求記錄中間件測試",
	"リクエストを記録する ",
	"👩‍👩‍👧‍👦🏳️‍🌈",
	"a".repeat(40),
	"    \n\n",
	'"quoted\\" ',
	"9f8e7d6c5b4a",
);

/** Texts up to the size of a note, most of them short. */
const text = fc
	.tuple(words, words, fc.constantFrom(1, 5, 40, 200))
	.map(([a, b, times]) => `${a}${b}`.repeat(times).slice(0, 4_000));
const named = (prefix: string, most: number) =>
	fc.array(text, { maxLength: most }).map((bodies) =>
		bodies.map((body, index) => ({
			id: `${prefix}${index + 1}`,
			body,
			agent: "alice",
			role: "write",
			at: "2026-11-20T19:00:00.000Z",
		})),
	);

const list = fc.array(
	text.map((entry) => entry.slice(0, 300)),
	{ maxLength: 50 },
);

const brief = fc.record(
	{
		instructions: named("n", 1).filter(({ length }) => length === 1),
		follow_ups: named("f", 8),
		task: fc.constant({ key: "42", status: "in_progress", priority: "high" }),
		title: text.map((title) => title.slice(0, 256)),
		description: text,
		summary: text.map((summary) => summary.slice(0, 600)),
		baton: fc.record({
			goal: text.map((goal) => goal.slice(0, 300)),
			current_state: list,
			decision_log: list,
			work_scope: list,
		}),
		baton_text: text,
		notes: named("n", 60),
		memory: fc.array(fc.record({ key: fc.constant("k"), value: text }), {
			maxLength: 20,
		}),
		dependencies: fc.array(
			fc.record({ key: fc.constant("7"), deliverable: text }),
			{ maxLength: 10 },
		),
		moves: fc.constant(["done", "release"]),
	},
	{ requiredKeys: ["task", "title", "baton", "notes", "moves"] },
) as fc.Arbitrary<JsonObject>;

const sizeOf = (value: unknown) =>
	countTokens(JSON.stringify(value), { disallowedSpecial: new Set() });

const bodies = (value: unknown) =>
	((value ?? []) as readonly { readonly body: string }[]).map(
		({ body }) => body,
	);

describe("a brief under a budget of tokens", () => {
	test("never has more than its budget, whatever is in it", async () => {
		await fc.assert(
			fc.asyncProperty(
				brief,
				fc.constantFrom(500, 900, 2_000, 8_000),
				async (whole, budget) => {
					const fitted = await fitBrief(whole, budget);
					expect(sizeOf(fitted)).toBeLessThanOrEqual(budget);
				},
			),
			{ numRuns: 60 },
		);
	});

	test("keeps instructions whole unless they alone are too long, and lets them and follow-ups go last", async () => {
		await fc.assert(
			fc.asyncProperty(
				brief,
				fc.constantFrom(500, 2_000),
				async (whole, budget) => {
					const fitted = await fitBrief(whole, budget);
					const { instructions, follow_ups } = whole;
					if (instructions !== undefined) {
						const alone = sizeOf({ instructions });
						const [told = ""] = bodies(fitted.instructions);
						expect(told).not.toBe("");
						if (alone <= budget - 40)
							expect(fitted.instructions).toEqual(instructions);
						if (alone > budget)
							expect(told).toMatch(/ … \(cut: \d+ more characters\)$/);
					}
					const asked = bodies(follow_ups);
					const isCut = asked.some(
						(body, index) => bodies(fitted.follow_ups)[index] !== body,
					);
					if (isCut)
						for (const name of ["notes", "memory", "dependencies"])
							expect(fitted[name] ?? []).toEqual([]);
				},
			),
			{ numRuns: 60 },
		);
	});

	test("names every section of which something is missing, and no other", async () => {
		await fc.assert(
			fc.asyncProperty(brief, async (whole) => {
				const fitted = await fitBrief(whole, 4_000);
				const left = (fitted.left_out ?? []) as readonly JsonObject[];
				const missing = Object.keys(whole).filter(
					(name) =>
						JSON.stringify(whole[name]) !== JSON.stringify(fitted[name]) &&
						JSON.stringify(whole[name]) !== "[]",
				);
				if (left[0]?.section === "all else") return;
				expect(left.map(({ section }) => section).sort()).toEqual(
					missing.sort(),
				);
				for (const { count, tokens } of left) {
					expect(count).toBeGreaterThan(0);
					expect(tokens).toBeGreaterThan(0);
				}
			}),
			{ numRuns: 40 },
		);
	});

	test("is told as it is when it fits", async () => {
		const whole = { task: { key: "42" }, title: "Small", notes: [] };
		expect(await fitBrief(whole, 500)).toBe(whole);
	});

	test("takes no longer for a word that never ends", async () => {
		const description = Array.from({ length: 60_000 }, (_, index) =>
			String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000)),
		).join("");
		const started = performance.now();
		const fitted = await fitBrief(
			{ task: { key: "42" }, title: "Long", description, notes: [] },
			64_000,
		);
		expect(fitted.description).toMatch(/ … \(cut: \d+ more characters\)$/);
		// Counted as one word it takes more than ten seconds.
		expect(performance.now() - started).toBeLessThan(5_000);
	});

	test("tells the newest notes and decisions first", async () => {
		const body = "word ".repeat(100);
		const notes = Array.from({ length: 40 }, (_, index) => ({
			id: `n${40 - index}`,
			body,
		}));
		const decision_log = Array.from(
			{ length: 100 },
			(_, index) => `${index}: ${"decided ".repeat(20)}`,
		);
		const fitted = await fitBrief(
			{ task: { key: "42" }, baton: { goal: "g", decision_log }, notes },
			2_000,
		);
		const [first, second] = fitted.notes as readonly JsonObject[];
		expect([first?.id, second?.id]).toEqual(["n40", "n39"]);
		const kept = (fitted.baton as { decision_log: string[] }).decision_log;
		expect(kept.at(-1)).toBe(decision_log.at(-1));
		expect(kept).toEqual(decision_log.slice(-kept.length));
	});
});
