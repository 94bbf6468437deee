import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/github/config-file.ts";
import { configFile } from "../../src/schema/config.ts";

const read = (text: string) =>
	readConfig({ file: async () => text, account: async () => undefined });

test("what config leaves out of the project is not written out on the board", () => {
	expect(configFile.parse({ project: { number: 3 } }).project).toEqual({
		number: 3,
	});
	expect(
		configFile.parse({ project: { owner: "acme", number: 3 } }).project,
	).toEqual({ owner: "acme", number: 3 });
	expect(configFile.parse({}).project).toBe(undefined);
});

describe("a project in the config is refused with the place of the fault:", () => {
	test.each([
		["project: { owner: acme }", "project.number: "],
		["project: { number: 0 }", "project.number: "],
		["project: { number: 3, statuses: { doing: Now } }", "doing"],
		["project: { number: 3, priorities: { low: '' } }", "priorities.low: "],
		[
			"project: { number: 3, fields: { status: ' Status' } }",
			"project.fields.status: begins or ends with a space",
		],
		[
			"project: { number: 3, fields: { status: priority } }",
			"project.fields: needs one field for the status",
		],
		["project: { number: 3, colour: red }", "colour"],
	])("%s", async (text, fault) => {
		const answer = await read(text);
		expect(answer).toMatchObject({ ok: false, code: "VALIDATION" });
		expect(answer.ok ? "" : answer.message).toContain(fault);
	});
});
