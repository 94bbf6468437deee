import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { VERBS } from "../../src/verbs/index.ts";
import { verbReference } from "../../src/verbs/reference.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function help(input: JsonObject) {
	const bench = makeBench();
	await openBoard(bench);
	const [answer] = await bench.engine.perform([
		say(bench, "guest", "help", { input, role: "read" }),
	]);
	return answer?.ok === true ? answer.data : { code: answer?.code };
}

describe("the whole help", () => {
	test("has every verb that some door takes, and none that only Baton says", async () => {
		const { verbs } = await help({ full: true });
		const names = (verbs as JsonObject[]).map(({ name }) => name);
		expect(names).toEqual(
			VERBS.filter(({ doors }) => doors.join() !== "app").map(
				({ name }) => name,
			),
		);
		expect(names).not.toContain("mark");
	});

	test("tells of each verb and input what the page of verbs does", async () => {
		const page = verbReference(VERBS);
		const { verbs } = await help({ full: true });
		for (const verb of verbs as JsonObject[]) {
			expect(page).toContain(`\n## ${verb.name}\n\n${verb.summary}\n`);
			for (const input of verb.inputs as JsonObject[]) {
				const { name, required, about = "" } = input;
				const mark = required === true ? " (required)" : "";
				expect(page).toContain(`\n| \`${name}\`${mark} | `);
				expect(page).toContain(` | ${about} |\n`);
			}
			expect(JSON.stringify(verb)).not.toContain('"facts"');
		}
	});

	test("has the role that the board's config asks for, and the order of bare words where it is fixed", async () => {
		const bench = makeBench();
		await openBoard(bench, { permissions: { cancel: "maintain" } });
		const [answer] = await bench.engine.perform([
			say(bench, "guest", "help", { input: { full: true }, role: "read" }),
		]);
		const { verbs } = answer?.ok === true ? answer.data : { verbs: [] };
		const named = (name: string) =>
			(verbs as JsonObject[]).find((verb) => verb.name === name);
		expect(named("cancel")).toMatchObject({ role: "maintain" });
		expect(named("assign")).toMatchObject({
			...{ role: "triage", words: ["assignee"] },
		});
		expect(named("note")).not.toHaveProperty("words");
	});

	test("of one verb tells its address, its inputs and their values", async () => {
		const { verb } = await help({ verb: "/board", full: true });
		expect(verb).toMatchObject({
			...{ name: "board", usage: "/board", role: "read", target: "board" },
			...{ reads: true, doors: ["comment", "agent"], errors: ["VALIDATION"] },
			inputs: [
				{
					...{ name: "status", type: "list of string", required: false },
					values: expect.arrayContaining(["ready", "review"]),
				},
				{ name: "limit", type: "integer", required: false },
				{ name: "tasks", type: "list of string" },
			],
		});
		const claim = (await help({ verb: "claim", full: true })).verb;
		expect(claim).toMatchObject({ target: "task", step: "optional" });
	});
});

test("without asking for all of it help is short, and knows what can be said in a comment", async () => {
	const { verbs } = await help({});
	expect((verbs as JsonObject[])[0]).toEqual({
		...{ name: "next", role: "read", usage: expect.any(String) },
		summary: expect.any(String),
	});
	expect((await help({ verb: "clam" })).code).toBe("NOT_FOUND");
	expect((await help({ verb: "mark", full: true })).code).toBe("NOT_FOUND");
});
