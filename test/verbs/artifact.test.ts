import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const URL = "https://github.com/acme/demo/pull/57";

/** What a task has after it was told of these, one after the other. */
async function linked(...said: readonly JsonObject[]) {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	await tell(bench, "artifact", ...said);
	return { bench, artifacts: await artifactsOf(bench) };
}

async function tell(bench: Bench, verb: string, ...inputs: JsonObject[]) {
	for (const input of inputs) {
		const said = say(bench, "alice", verb, { task: "1", input });
		const [answer] = await bench.engine.perform([said]);
		if (answer?.ok !== true) throw new Error(answer?.message);
	}
}

function artifactsOf(bench: Bench) {
	return bench.engine.inspect((board) =>
		(board.task("1")?.artifacts ?? []).map(
			({ by: _by, at: _at, ...one }) => one,
		),
	);
}

const pr = (fields: JsonObject) => ({ kind: "pr", ...fields });

test("a pull request is the same however its number is written", async () => {
	const { bench, artifacts } = await linked(
		pr({ ref: "#57" }),
		pr({ ref: "57" }),
		pr({ ref: `${URL}/files` }),
	);
	expect(artifacts).toEqual([{ id: "a1", kind: "pr", ref: "57", url: URL }]);
	await tell(bench, "retract", pr({ ref: "#57" }));
	expect(await artifactsOf(bench)).toMatchObject([{ retracted: true }]);
});

test("the same number elsewhere, and other kinds, stay what they are", async () => {
	const { artifacts } = await linked(
		pr({ ref: URL }),
		pr({ ref: URL.replace("demo", "other") }),
		{ kind: "file", ref: "#57" },
		{ kind: "file", ref: "57" },
	);
	expect(artifacts.map(({ id }) => id)).toEqual(["a1", "a2", "a3", "a4"]);
});

test("what turns out to be one artifact is one from then on", async () => {
	const { artifacts } = await linked(
		pr({ ref: "57", title: "Logging" }),
		pr({ url: URL, hash: "abcdef0" }),
		pr({ ref: "57", url: URL }),
	);
	expect(artifacts).toEqual([
		{
			id: "a1",
			kind: "pr",
			ref: "57",
			url: URL,
			hash: "abcdef0",
			title: "Logging",
		},
		{ id: "a2", kind: "pr", url: URL, hash: "abcdef0", retracted: true },
	]);
});
