import { expect, test } from "vitest";
import { refuse } from "../../src/core/errors.ts";
import { renamedRefusal } from "../../src/mcp/renamed-refusal.ts";
import type { Tool } from "../../src/mcp/tool.ts";
import { TOOLS } from "../../src/mcp/tools/index.ts";

const tool = (name: string) => TOOLS.find((one) => one.name === name) as Tool;

test.each([
	[
		"claim_task",
		"`claim`: for is not a duration; version must be at least 0.",
		"Choose `for=` within these bounds.",
		["for", "version"],
		"`claim`: leaseSeconds is not a duration; version must be at least 0.",
		"Choose `leaseSeconds` within these bounds.",
	],
	[
		"update_task",
		"`edit`: reviewer is not an agent name; due is not a date.",
		"Name somebody else as `reviewer=`.",
		["reviewer", "due"],
		"`edit`: patch.reviewer is not an agent name; patch.dueAt is not a date.",
		"Name somebody else as `patch.reviewer`.",
	],
	[
		"create_task",
		"`enroll`: model_hint is empty.",
		"With `model_hint=x` or `url=`.",
		["model_hint"],
		"`enroll`: modelHint is empty.",
		"With `modelHint: x` or `url=`.",
	],
])(
	"%s tells a refusal in its own words",
	(name, message, hint, fields, told, hinted) => {
		const problems = fields.map((field) => ({
			field,
			problem:
				new RegExp(`[:;] ${field} ([^;.]*)`).exec(message)?.[1] ?? "missing",
		}));
		const [field = ""] = fields;
		const renamed = renamedRefusal(
			tool(name),
			refuse("VALIDATION", message, hint, { field, problems }),
		);
		expect([renamed.message, renamed.hint]).toEqual([told, hinted]);
		const listed = renamed.data?.problems as readonly { field: string }[];
		expect(listed[0]?.field).toBe(renamed.data?.field);
		expect(told).toContain(`${listed[0]?.field} `);
	},
);

test("a refusal that is about no field stays as it is", () => {
	const plain = refuse("STALE", "It was changed.", "Read it again.");
	expect(renamedRefusal(tool("claim_task"), plain)).toEqual(plain);
});
