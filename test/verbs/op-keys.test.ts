import { expect, test } from "vitest";
import { callerOpId } from "../../src/store/caller-key.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

test("one key said of two tasks, or with two verbs, is two commands", () => {
	const note = { verb: "note", task: "1" };
	const ids = [
		note,
		{ verb: "note", task: "2" },
		{ verb: "artifact", task: "1" },
		{ verb: "claim-next" },
	].map((said) => callerOpId(1, "board", "key", said));
	expect(new Set(ids).size).toBe(4);
	expect(callerOpId(1, "board", "key", note)).toBe(ids[0]);
});

test("a key is answered with what it did, never with what another command of that key did", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1", "2"]);
	const opId = "k0123456789abcdef";
	const perform = async (verb: string, task: string, input = {}) => {
		const said = say(bench, "alice", verb, { task, input, opId });
		const [answer] = await bench.engine.perform([said]);
		return answer;
	};
	const first = await perform("note", "1", { body: "one" });
	const second = await perform("note", "2", { body: "two" });
	expect(await perform("note", "1", { body: "one" })).toMatchObject({
		ok: true,
		repeated: true,
		commit: first?.ok === true ? first.commit : "",
	});
	expect(await perform("note", "2", { body: "two" })).toMatchObject({
		ok: true,
		commit: second?.ok === true ? second.commit : "",
	});
	expect(await perform("claim", "1")).toMatchObject({
		code: "VALIDATION",
		message: "This key was used for another command.",
	});
});
