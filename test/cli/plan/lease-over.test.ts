import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	batonWith,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	await planned(directory);
});

afterEach(() => repository.remove());

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2030-01-01T00:00:00Z");

/** Says something so many minutes after the start. */
const at =
	(minutes: number) =>
	(...words: readonly string[]) => {
		const nowMs = () => START_MS + minutes * MINUTE_MS;
		return batonWith({ directory, nowMs }, "execute", ...words);
	};

test("a step that took longer than its lease is taken again by what is printed, and recorded", async () => {
	await at(0)("start");
	expect((await at(0)("dispatched", "--step-id", "1.1")).code).toBe(0);
	const record = ["record", "--step-id", "1.1", "--status", "complete"];
	const late = await at(121)(...record);
	expect([late.code, late.out]).toEqual([1, ""]);
	const [, line = ""] =
		/`baton execute (.*)` takes the step/.exec(late.err) ?? [];
	expect(line).toBe("dispatched --step-id 1.1");
	expect((await at(121)(...line.split(" "))).code).toBe(0);
	expect((await at(121)(...record)).out).toMatch(/^Recorded: step 1\.1 /);
});

test("a step may take two hours, as nothing renews its lease meanwhile; --for and the step itself say otherwise", async () => {
	await at(0)("start");
	const until = async (...words: readonly string[]) => {
		await at(0)("dispatched", ...words);
		const { out } = await at(0)("status");
		const line = out.split("\n").find((one) => one.includes(` ${words[1]} `));
		const end = / until (\S+)$/.exec(line ?? "")?.[1] ?? "";
		return (Date.parse(end) - START_MS) / MINUTE_MS;
	};
	expect(await until("--step-id", "1.1")).toBe(120);
	expect(await until("--step-id", "1.2", "--for", "30m")).toBe(30);
	const record = ["record", "--step-id", "1.1", "--status", "complete"];
	expect((await at(119)(...record)).code).toBe(0);
});
