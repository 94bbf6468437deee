import { describe, expect, test } from "vitest";
import { stepOutput } from "../../src/actions/step-output.ts";
import {
	annotation,
	maskLine,
	plainLine,
} from "../../src/actions/workflow-command.ts";

const EVIL = "100%\r\n::error::x,y:z ##[warning]w";

describe("what the runner is told", () => {
	test("is one line, whatever is in it", () => {
		for (const line of [
			annotation("error", EVIL, EVIL),
			maskLine(EVIL),
			plainLine(EVIL),
		]) {
			expect(line).not.toMatch(/[\r\n]/);
			expect(line).not.toContain("##[");
		}
	});

	test("is what was said, once the runner has read it", () => {
		const line = annotation("error", "a:b,c%", "50%\nnext");
		expect(line).toBe("::error title=a%3Ab%2Cc%25::50%25%0Anext");
	});

	test("begins no command of somebody else's", () => {
		expect(plainLine("::error::x")).toBe("baton: ::error::x");
	});

	test("is cut where nobody reads on", () => {
		expect(annotation("error", "a", "x".repeat(10_000)).length).toBeLessThan(
			5_000,
		);
	});
});

describe("outputs", () => {
	test("of several lines stand between delimiters", () => {
		expect(stepOutput({ ok: "true", answer: "{\n}" }, "D")).toBe(
			"ok<<D\ntrue\nD\nanswer<<D\n{\n}\nD\n",
		);
	});

	test("that hold the delimiter are never written", () => {
		expect(() => stepOutput({ answer: "D" }, "D")).toThrow();
	});
});
