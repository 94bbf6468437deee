import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/github/config-file.ts";
import { person } from "../support/bench.ts";

async function read(text: string) {
	const asked: string[] = [];
	const config = await readConfig({
		file: async () => text,
		account: async (login) => {
			asked.push(login);
			return login === "nobody" ? undefined : person(login);
		},
	});
	return { config, asked };
}

const run = (name: string, more = "dispatch: true") =>
	`{ checks: [{ name: ${name}, app: github-actions }], command: "npm test", ${more} }`;

describe("a config is refused", () => {
	test.each([
		[
			"where two gates that a workflow runs report as one check",
			`gates:\n  cheap: ${run("slow")}\n  slow: ${run("slow")}\n`,
			"gates.slow.checks.0.name: is what the gate cheap reports as",
		],
		[
			"where a gate looks at a job of the gate workflow",
			`gates:\n  slow: ${run("baton-gate / run", "dispatch: false")}\n`,
			"is a job of the gate workflow",
		],
		[
			"where a gate's App is what stands for an account",
			'gates:\n  own: { checks: [{ name: ci/build, app: "status:bob/3" }] }\n',
			"commit statuses are named under statuses",
		],
	])("%s", async (_, text, words) => {
		const { config } = await read(text);
		expect(config).toMatchObject({ ok: false, code: "VALIDATION" });
		expect(JSON.stringify(config)).toContain(words);
	});
});

test("a gate that people start may look at what another one reports", async () => {
	const text = `gates:\n  slow: ${run("slow")}\n  both: { checks: [{ name: slow, app: github-actions }, { name: lint, app: github-actions }] }\n`;
	expect((await read(text)).config).toMatchObject({ ok: true });
});

test("each account that a config names is asked for once", async () => {
	const statuses = (creator: string) =>
		Array.from(
			{ length: 20 },
			(_, at) => `{ context: c${at}, creator: ${creator} }`,
		).join(", ");
	const { config, asked } = await read(
		`agents: { w: { logins: [alice, bob] } }\ngates:\n  a: { statuses: [${statuses("alice")}] }\n  b: { statuses: [${statuses("Alice")}] }\n`,
	);
	expect(config).toMatchObject({ ok: true });
	expect(asked).toEqual(["alice", "bob"]);
});
