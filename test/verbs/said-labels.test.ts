import { expect, test } from "vitest";
import { misusedLabels } from "../../src/verbs/said-labels.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

test.each([
	["needs:zig", "`capabilities=zig`"],
	["NEEDS:c++", "`capabilities=c++`"],
	["priority:urgent", "`priority=urgent`"],
	["baton:cancelled", "status"],
	["Baton", "every task"],
	["No-Code", "`no-code`"],
	["a,b", "comma"],
])("the label %s is refused, with what to say instead", (label, hint) => {
	for (const verb of ["enroll", "edit"])
		expect(misusedLabels(verb, { labels: ["db", label] })).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining(label),
			hint: expect.stringContaining(hint),
			data: { field: "labels" },
		});
});

test("other labels may be, and any may be looked for", () => {
	const labels = [
		"db",
		"no-code",
		"baton:nearly",
		"needs:two words",
		"role:qa",
	];
	expect(misusedLabels("enroll", { labels })).toBeUndefined();
	expect(misusedLabels("edit", {})).toBeUndefined();
	expect(misusedLabels("list", { labels: ["needs:zig"] })).toBeUndefined();
});

test("what was recorded is decided as it always was", async () => {
	const bench = makeBench();
	await openBoard(bench);
	const labels = ["needs:zig", "a,b"];
	const [answer] = await bench.engine.perform([
		say(bench, "bob", "enroll", {
			...{ task: "1", role: "triage" },
			input: { title: "Schema", labels },
		}),
	]);
	expect(answer).toMatchObject({ ok: true, data: { task: { labels } } });
});
