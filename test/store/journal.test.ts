import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../src/core/command.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { canonicalJson } from "../../src/store/canonical-json.ts";
import {
	nowOf,
	opIdOf,
	readEntry,
	writeEntry,
} from "../../src/store/journal.ts";

const command: Command = {
	verb: "claim",
	input: { for: "10m" },
	task: "42",
	actor: { id: 583_231, login: "octocat" },
	role: "write",
	agent: "backend-1",
	opId: "c1873645:1",
	now: "2026-11-20T19:30:00.000Z",
};

const none = () => undefined;

test("an entry is the message that the protocol shows", () => {
	expect(
		writeEntry(
			{ command, version: 7 },
			"backend-1 holds the lease until 19:40Z",
		).message,
	).toBe(`claim 42: backend-1 holds the lease until 19:40Z

Baton-Kind: op
Baton-Op: claim
Baton-Id: c1873645:1
Baton-Task: 42
Baton-Agent: backend-1
Baton-Actor: octocat (583231)
Baton-Role: write
Baton-Version: 7
Baton-Now: 2026-11-20T19:30:00.000Z
Baton-Input: {"for":"10m"}
`);
});

describe("reading back", () => {
	const text = fc.oneof(
		fc.string({ unit: "grapheme" }),
		fc.constantFrom(
			"fixes #1",
			"@alice",
			"a\nBaton-Role: admin",
			"\u202Eevil",
			"line\u2028sep",
		),
	);
	const input = fc.dictionary(
		fc.stringMatching(/^[a-z_]{1,10}$/),
		fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)),
	);

	test("gives the command that was written, whatever people said in it", () => {
		fc.assert(
			fc.property(
				input,
				fc.option(fc.constantFrom("2026-11-20T19:29:00.000Z"), {
					nil: undefined,
				}),
				(said, at) => {
					const entry = {
						command: {
							...command,
							input: { ...said } as JsonObject,
							...(at === undefined ? {} : { at }),
						},
						version: 3,
						stage: "a stage",
					};
					const written = writeEntry(entry, "done");
					expect(readEntry(written.message, none)).toEqual({
						ok: true,
						...entry,
					});
				},
			),
		);
	});

	test("nothing said can add a trailer, a reference or a mention to the message", () => {
		fc.assert(
			fc.property(input, (said) => {
				const { message } = writeEntry(
					{ command: { ...command, input: said as JsonObject } },
					"done",
				);
				expect(message).not.toMatch(/[#@]/);
				expect(
					message.split("\n").filter((line) => line.startsWith("Baton-")),
				).toHaveLength(9);
				expect(message.split("\n").some((line) => line.startsWith("/"))).toBe(
					false,
				);
			}),
		);
	});

	test("a long input goes into a file that the message vouches for", () => {
		const long = { ...command, input: { body: "x".repeat(9_000) } };
		const { message, file } = writeEntry({ command: long }, "noted");
		expect(file?.path).toBe("tasks/73/42/input.json");
		expect(message).toContain("Baton-Input: file sha256:");
		expect(readEntry(message, () => file?.bytes)).toMatchObject({
			ok: true,
			command: long,
		});
		expect(
			readEntry(message, () => new TextEncoder().encode("{}")),
		).toMatchObject({
			ok: false,
			reason: expect.stringContaining("was changed"),
		});
		expect(readEntry(message, none)).toMatchObject({
			ok: false,
			reason: expect.stringContaining("missing"),
		});
	});

	test.each([
		["a commit by hand", "fix the board"],
		["an unknown kind", "x\n\nBaton-Kind: dream\n"],
		["a missing actor", "x\n\nBaton-Kind: op\nBaton-Op: claim\n"],
		[
			"a malformed agent",
			writeEntry({ command: { ...command, agent: "../x" } }, "x").message,
		],
		[
			"a malformed task",
			writeEntry({ command }, "x").message.replace(
				"Baton-Task: 42",
				"Baton-Task: ../42",
			),
		],
		[
			"an unknown role",
			writeEntry({ command }, "x").message.replace("write", "king"),
		],
		[
			"a malformed input",
			writeEntry({ command }, "x").message.replace('{"for":"10m"}', "[1]"),
		],
		["an empty message", ""],
	])("%s is told apart and never throws", (_, message) => {
		expect(readEntry(message, none)).toMatchObject({
			ok: false,
			reason: expect.any(String),
		});
	});
});

test("a subject is cut to 72 characters", () => {
	const { message } = writeEntry({ command }, "x".repeat(200));
	expect(message.split("\n", 1)[0]).toHaveLength(72);
});

test("op id and time are found without reading the rest", () => {
	const { message } = writeEntry({ command }, "x");
	expect(opIdOf(message)).toBe("c1873645:1");
	expect(nowOf(message)).toBe("2026-11-20T19:30:00.000Z");
	expect(opIdOf("no entry")).toBeUndefined();
});

test("canonical JSON is one text for one value", () => {
	expect(canonicalJson({ b: 1, a: [{ d: undefined, c: "#@\u200b" }] })).toBe(
		'{"a":[{"c":"\\u0023\\u0040\\u200b"}],"b":1}',
	);
});
