import { describe, expect, test } from "vitest";
import type { LogPage } from "../../src/page/audit/log-shown.ts";
import { MOST_COMMITS, readLog } from "../../src/page/audit/read-log.ts";
import {
	mayProve,
	proofWords,
	verificationWords,
	withFound,
} from "../../src/page/audit/verification.ts";
import type { Answer, Refused } from "../../src/page/state/api.ts";
import type { FeedEvent } from "../../src/page/state/live.ts";

const REFUSED: Refused = {
	...{ ok: false, code: "UNREACHABLE", message: "no answer" },
	retryable: true,
};

function event(commit: string): FeedEvent {
	const at = "2026-11-20T19:30:00.000Z";
	return { commit, kind: "op", at, summary: 'say "hello"\n' };
}

function page(commits: readonly string[], older?: string): Answer<LogPage> {
	const events = commits.map(event);
	const data = older === undefined ? { events } : { events, older };
	return { ok: true, verb: "feed", data };
}

function reading(answers: (before: string) => Answer<LogPage>) {
	const lines: string[] = [];
	const asked: string[] = [];
	const pauses: number[] = [];
	const ending = new AbortController();
	return {
		...{ lines, asked, pauses, ending },
		read: () =>
			readLog({
				async ask(before) {
					asked.push(before);
					return answers(before);
				},
				take: (text) => lines.push(text),
				async pause(ms) {
					pauses.push(ms);
				},
				ending: ending.signal,
			}),
	};
}

describe("the log as a whole", () => {
	test("is read page by page from the newest commit on, one line of JSON each", async () => {
		const { read, lines, asked } = reading((before) =>
			before === "head" ? page(["c", "b"], "b") : page(["a"]),
		);
		expect(await read()).toEqual({ ok: true, commits: 3, isWhole: true });
		expect(asked).toEqual(["head", "b"]);
		const rows = lines.join("").trimEnd().split("\n");
		expect(rows.map((row) => JSON.parse(row).commit)).toEqual([
			...["c", "b", "a"],
		]);
	});

	test("goes on over a page that is empty", async () => {
		const { read } = reading((before) =>
			before === "head" ? page([], "b") : page(["a"]),
		);
		expect(await read()).toEqual({ ok: true, commits: 1, isWhole: true });
	});

	test("is asked for again where the server is away for a moment", async () => {
		let tries = 0;
		const { read, pauses } = reading(() => {
			tries += 1;
			return tries < 3 ? REFUSED : page(["a"]);
		});
		expect(await read()).toMatchObject({ ok: true, commits: 1 });
		expect(pauses).toEqual([2_000, 4_000]);
	});

	test("is given up with the reason where it stays away, or at once where that will not change", async () => {
		const away = reading(() => REFUSED);
		expect(await away.read()).toBe(REFUSED);
		expect(away.asked).toHaveLength(5);
		const never = { ...REFUSED, retryable: false };
		const refused = reading(() => never);
		expect(await refused.read()).toBe(never);
		expect(refused.asked).toHaveLength(1);
	});

	test("has a bound", async () => {
		const many = Array.from({ length: 1_000 }, () => "x");
		const { read } = reading(() => page(many, "x"));
		expect(await read()).toEqual({
			...{ ok: true, commits: MOST_COMMITS, isWhole: false },
		});
	});

	test("stops when somebody says so", async () => {
		const stopped = reading((before) => {
			if (before !== "head") stopped.ending.abort();
			return page(["a"], "a");
		});
		expect(await stopped.read()).toMatchObject({ commits: 2, isWhole: false });
	});
});

describe("the proof", () => {
	const commit = "0123456789abcdef0123456789abcdef01234567";
	const proof = { role: "read", head: commit, frozen: null };

	test("is whole only where it goes up to the newest commit", () => {
		const verified = { commit, commits: 120 };
		expect(proofWords({ ...proof, verified })).toEqual({
			...{ tone: "good", word: "proven" },
			text: "All 120 commits follow from each other, up to 01234567, the newest.",
		});
		expect(proofWords({ ...proof, head: "f".repeat(40), verified }).word).toBe(
			"proven in part",
		);
		expect(proofWords({ ...proof, verified: null }).word).toBe("not proven");
	});

	test("grows by what a replay just found, and by nothing older", () => {
		const told = { ...proof, verified: { commit: "f".repeat(40), commits: 9 } };
		const found = { ok: true, head: commit, commits: 12 } as const;
		expect(proofWords(withFound(told, found)).word).toBe("proven");
		expect(withFound(told, { ...found, commits: 8 })).toBe(told);
		expect(withFound(told, undefined)).toBe(told);
	});

	test("that fails names the commit and why", () => {
		const said = verificationWords({
			...{ ok: false, commits: 7, commit, subject: "claim 42" },
			reason: "the files are not what the command makes of them",
		});
		expect(said.tone).toBe("bad");
		expect(said.text).toContain(
			"01234567 (claim 42) does not follow from the one before it: the files are not",
		);
	});

	test("is for those who maintain", () => {
		expect(
			["read", "triage", "write", "maintain", "admin"].filter(mayProve),
		).toEqual(["maintain", "admin"]);
	});
});
