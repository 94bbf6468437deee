import { expect, test } from "vitest";
import { toSaid } from "../../src/github/said.ts";
import { isCommands, parseSlash } from "../../src/github/slash.ts";
import { findVerb, VERBS } from "../../src/verbs/index.ts";

/** One line of a comment as a verb with its task, agent and input. */
function said(line: string) {
	const parsed = parseSlash(
		line,
		(word) => findVerb(word)?.doors.includes("comment") === true,
	);
	const [command] = isCommands(parsed) ? parsed : [];
	const found = command === undefined ? undefined : toSaid(command);
	if (found?.ok !== true) return found;
	const { verb, task, step, agent, input } = found;
	return { verb, task, step, agent, input };
}

const EXAMPLES = VERBS.filter(({ doors }) => doors.includes("comment")).flatMap(
	({ name, examples }) => examples.map((line) => [name, line] as const),
);

test("every verb that can be said shows how, and its examples are understood as that verb", () => {
	expect(
		VERBS.filter(
			({ doors, examples }) =>
				doors.includes("comment") && examples.length === 0,
		).map(({ name }) => name),
	).toEqual([]);
	const wrong = EXAMPLES.filter(([name, line]) => {
		const found = said(line);
		return found === undefined || "ok" in found || found.verb.name !== name;
	});
	expect(wrong).toEqual([]);
});

/** Verbs whose input is not whole before the door has added what stands on GitHub. */
const COMPLETED_BY_THE_DOOR = ["enroll", "configure"];

test("what an example says is what its verb takes", () => {
	const refused = EXAMPLES.flatMap(([name, line]) => {
		const found = said(line.split("\n", 1)[0] ?? "");
		if (found === undefined || "ok" in found) return [line];
		const { verb, input } = found;
		if (COMPLETED_BY_THE_DOOR.includes(name)) return [];
		// A block below the line is not part of an example's first line.
		const whole =
			verb.payload !== undefined && input[verb.payload] === undefined
				? undefined
				: verb.input.safeParse(input);
		return whole === undefined || whole.success ? [] : [line];
	});
	expect(refused).toEqual([]);
});

test.each([
	["/edit accept", "edit", { pending: "accept" }],
	['/edit title="Log all" due=none', "edit", { title: "Log all", due: "none" }],
	['/subtask "Write it" park', "subtask", { title: "Write it", park: true }],
	["/subtask Write it", "subtask", { title: "Write it" }],
	["/due 2026-12-01", "due", { due: "2026-12-01" }],
	[
		'/remember key "two words" scope=shared',
		"remember",
		{ key: "key", value: "two words", scope: "shared" },
	],
	["/remember key two words", "remember", { key: "key", value: "two words" }],
	["/recall key", "recall", { key: "key" }],
	['/summary "Half of it"', "summary", { summary: "Half of it" }],
	["/fail it broke", "fail", { reason: "it broke" }],
	[
		"/fail broken retryable=false",
		"fail",
		{ reason: "broken", retryable: false },
	],
	['/force-release "gone"', "force-release", { reason: "gone" }],
	[
		"/register capabilities=python,db max_leases=2",
		"register",
		{ capabilities: ["python", "db"], max_leases: 2 },
	],
	["/agents", "agents", {}],
	["/stats backend-1", "stats", { agent: "backend-1" }],
	["/baton metrics", "metrics", {}],
	["/board limit=5", "board", { limit: 5 }],
	["/search request logging", "search", { query: "request logging" }],
	["/baton feed limit=20", "feed", { limit: 20 }],
	["/baton show", "baton", {}],
])("%s is understood", (line, name, input) => {
	const found = said(line);
	if (found === undefined || "ok" in found)
		throw new Error(`not understood: ${JSON.stringify(found)}`);
	expect({ verb: found.verb.name, input: found.input }).toEqual({
		verb: name,
		input,
	});
});

test("`explain` names a task or means the issue's own, `as=` an agent", () => {
	expect(said("/explain #41 as=@Backend-1")).toMatchObject({
		task: "41",
		agent: "backend-1",
	});
	expect(said("/explain")).toMatchObject({ task: undefined });
});

test("what is only waited for, or said by Baton itself, is no command of a comment", () => {
	for (const name of ["wait", "close", "mark", "propose-edit", "expire"])
		expect(said(`/${name}`)).toBeUndefined();
});

test.each([
	["/release 1.1", undefined, {}],
	['/release 1.1 "no database"', undefined, { reason: "no database" }],
	["/release 1.1 no database", undefined, { reason: "no database" }],
	["/release #42/1.1", "42", {}],
	['/force-release 1.1 "gone"', undefined, { reason: "gone" }],
	['/force-release "gone" step=1.1', undefined, { reason: "gone" }],
	[
		"/force-release 2.0 broke it step=1.1",
		undefined,
		{ reason: "2.0 broke it" },
	],
	["/heartbeat 1.1", undefined, {}],
	["/claim 42 1.1", "42", {}],
	["/retry 1.1", undefined, {}],
	['/skip 1.1 "no need"', undefined, { reason: "no need" }],
	["/record 1.1 complete", undefined, { status: "complete" }],
])("%s is about step 1.1", (line, task, input) => {
	expect(said(line)).toMatchObject({ step: "1.1" });
	const found = said(line);
	expect(found).toMatchObject({ task });
	expect(found !== undefined && "input" in found && found.input).toEqual(input);
});

test("a reason that only begins with a number is no step", () => {
	expect(said("/release 1 of 2 is done")).toMatchObject({
		step: undefined,
		input: { reason: "1 of 2 is done" },
	});
	expect(said('/release "1.1 is done"')).toMatchObject({
		step: undefined,
		input: { reason: "1.1 is done" },
	});
});

test.each(["block", "cancel", "override"])(
	"`%s` of a step is refused: it would be about the whole task",
	(name) => {
		for (const step of ["1.1", "42/1.1", "#42/1.1"])
			expect(said(`/${name} ${step} "the vendor"`)).toMatchObject({
				code: "VALIDATION",
				message: `\`${name}\`: is about the whole task, not about step "${step}".`,
			});
		for (const line of [
			`/${name} "1.1 waits for the vendor"`,
			`/${name} reason="1.1 waits for the vendor"`,
		])
			expect(said(line)).toMatchObject({
				input: { reason: "1.1 waits for the vendor" },
			});
	},
);
