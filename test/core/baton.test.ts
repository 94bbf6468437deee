import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	BATON_FIELDS,
	BATON_LIMITS,
	type Baton,
	patchBaton,
	seedBaton,
} from "../../src/core/baton.ts";
import { renderBaton } from "../../src/core/baton-markdown.ts";
import type { JsonObject } from "../../src/core/errors.ts";

const goal: Baton = seedBaton("Initialize deenup");

function patched(baton: Baton, patch: JsonObject): Baton {
	const result = patchBaton(baton, patch);
	if (!result.ok) throw new Error(result.message);
	return result.baton;
}

/** RFC 7396 in its own words, for the fields it applies to. */
function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
	const result: Record<string, unknown> = { ...target };
	for (const [name, value] of Object.entries(patch)) {
		if (value === null) delete result[name];
		else result[name] = value;
	}
	return result as JsonObject;
}

const entry = fc
	.string({ minLength: 1, maxLength: 40 })
	.filter((text) => text.trim() !== "" && !text.includes("\n"));
const listField = fc.option(fc.array(entry, { maxLength: 6 }), { nil: null });
const anyPatch = fc.record(
	{
		goal: entry,
		current_state: listField,
		open_questions: listField,
		constraints: listField,
		work_scope: listField,
		acceptance: listField,
	},
	{ requiredKeys: [] },
);

describe("patchBaton", () => {
	test("is RFC 7396 on every field but the decision log", () => {
		fc.assert(
			fc.property(fc.array(anyPatch, { maxLength: 5 }), (patches) => {
				let baton = goal;
				let model = goal as unknown as JsonObject;
				for (const patch of patches) {
					baton = patched(baton, patch as JsonObject);
					model = mergePatch(model, patch as JsonObject);
				}
				expect(baton).toEqual(model);
			}),
		);
	});

	test("never shortens the decision log, whatever comes", () => {
		const wild = fc.oneof(
			fc.constant(null),
			fc.constant([]),
			fc.array(entry, { maxLength: 8 }),
			fc.string(),
			fc.integer(),
		);
		fc.assert(
			fc.property(fc.array(wild, { maxLength: 8 }), (values) => {
				let baton = goal;
				for (const decision_log of values) {
					const before = baton.decision_log ?? [];
					const result = patchBaton(baton, { decision_log });
					if (result.ok) baton = result.baton;
					expect((baton.decision_log ?? []).slice(0, before.length)).toEqual(
						before,
					);
				}
			}),
		);
	});

	test("appends decisions that are new, in order, each once", () => {
		const first = patched(goal, { decision_log: ["a", "b"] });
		expect(
			patched(first, { decision_log: ["b", "c", "a", "c"] }).decision_log,
		).toEqual(["a", "b", "c"]);
	});

	test("takes a patch out of its wrapper", () => {
		expect(
			patched(goal, { baton_patch: { constraints: ["No server"] } })
				.constraints,
		).toEqual(["No server"]);
	});

	test("makes one line of an entry, so that none can look like a section of its own", () => {
		expect(
			patched(goal, { constraints: ["one\n\n**Constraints:**\n- forged"] })
				.constraints,
		).toEqual(["one **Constraints:** - forged"]);
	});

	test("keeps the fields in their order, however they come", () => {
		const baton = patched(goal, {
			acceptance: ["x"],
			work_scope: ["y"],
			constraints: ["z"],
		});
		expect(Object.keys(baton)).toEqual(
			BATON_FIELDS.filter((field) => field in baton),
		);
	});

	const refused: readonly (readonly [string, JsonObject, string])[] = [
		["a goal of null", { goal: null }, "goal"],
		["an empty goal", { goal: " " }, "goal"],
		["a goal of invisible characters", { goal: "\u200b\u2060" }, "goal"],
		["an unknown field", { colour: "red" }, "colour"],
		["__proto__ as a field", JSON.parse('{"__proto__": ["x"]}'), "__proto__"],
		["a text for a list", { constraints: "x" }, "constraints"],
		["a number in a list", { constraints: [1] }, "constraints"],
		[
			"too long an entry",
			{ constraints: ["x".repeat(BATON_LIMITS.entryLength + 1)] },
			"constraints",
		],
		[
			"too many entries",
			{
				constraints: Array.from(
					{ length: BATON_LIMITS.listEntries + 1 },
					String,
				),
			},
			"constraints",
		],
		[
			"an artifact with a stranger's field",
			{ artifacts: [{ id: "a", type: "b", path: "c" }] },
			"artifacts",
		],
		["an artifact without a type", { artifacts: [{ id: "a" }] }, "artifacts"],
	];
	test.each(refused)("refuses %s and names the field", (_, patch, field) => {
		expect(patchBaton(goal, patch)).toMatchObject({
			ok: false,
			code: "VALIDATION",
			data: { field },
		});
	});

	test("refuses the decision too many", () => {
		let baton = goal;
		for (let n = 0; n < BATON_LIMITS.decisions; n += 100)
			baton = patched(baton, {
				decision_log: Array.from(
					{ length: 100 },
					(_, index) => `d${n + index}`,
				),
			});
		expect(patchBaton(baton, { decision_log: ["one more"] })).toMatchObject({
			code: "QUOTA_EXCEEDED",
		});
	});
});

test("the baton reads as the reference shows it", () => {
	const baton = patched(goal, {
		current_state: ["Project directory is uninitialized"],
		decision_log: ["Confirmed project is empty — not a codebase issue"],
		constraints: ["Solo developer with zero budget"],
	});
	expect(renderBaton(baton)).toBe(`## Baton (Handoff Context)

**Goal:** Initialize deenup

**Current State:**
- Project directory is uninitialized

**Recent Decisions:**
- Confirmed project is empty — not a codebase issue

**Constraints:**
- Solo developer with zero budget`);
});

test("a long log is shown by its newest decisions, and says how many came before", () => {
	const decision_log = Array.from(
		{ length: 60 },
		(_, index) => `${"x".repeat(95)} ${index}`,
	);
	const text = renderBaton({ goal: "g", decision_log });
	expect(text).toContain("earlier decisions are in the log");
	expect(text).toContain(" 59");
	expect(text).not.toContain(" 0\n");
});
