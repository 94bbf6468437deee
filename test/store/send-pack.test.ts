import { describe, expect, it } from "vitest";

import { pktLine } from "../../src/store/git/pkt-line.ts";
import { readReport } from "../../src/store/git/send-pack.ts";

const REF = "refs/heads/baton/board";

/** A report as a server sends it, in a side-band or bare. */
function report(lines: readonly string[], isWrapped: boolean): Buffer {
	const bare = `${lines.map((line) => pktLine(`${line}\n`)).join("")}0000`;
	if (!isWrapped) return Buffer.from(bare);
	const pieces = [bare.slice(0, 9), bare.slice(9)];
	const data = pieces.map((piece) => pktLine(`\x01${piece}`));
	return Buffer.from(`${pktLine("\x02remote: busy\n")}${data.join("")}0000`);
}

describe.each([
	["bare", false],
	["wrapped in a side-band", true],
])("a report on a push, %s", (_, isWrapped) => {
	it("accepts only what names this very ref", () => {
		expect(
			readReport(report(["unpack ok", `ok ${REF}`], isWrapped), REF),
		).toEqual({ accepted: true });
		for (const other of [
			`ok ${REF}2`,
			"ok refs/heads/baton",
			`ng ${REF}2 no`,
		]) {
			expect(() =>
				readReport(report(["unpack ok", other], isWrapped), REF),
			).toThrow("says nothing about");
		}
	});

	it("gives the reason of a rejection", () => {
		const reasonOf = (...lines: string[]) =>
			readReport(report(lines, isWrapped), REF);
		expect(reasonOf("unpack ok", `ng ${REF} failed to update ref`)).toEqual({
			accepted: false,
			isUnpacked: true,
			reason: "failed to update ref",
		});
		expect(
			reasonOf("unpack index-pack abnormal exit", `ng ${REF} unpacker error`),
		).toEqual({
			accepted: false,
			isUnpacked: false,
			reason: "index-pack abnormal exit: unpacker error",
		});
		expect(reasonOf("unpack disk full")).toEqual({
			accepted: false,
			isUnpacked: false,
			reason: "disk full",
		});
	});

	it("is not trusted when the objects were not unpacked", () => {
		expect(
			readReport(report(["unpack failed", `ok ${REF}`], isWrapped), REF),
		).toMatchObject({ accepted: false });
	});

	it("throws at every place where it may be cut off, until the ref's line is whole", () => {
		const whole = report(["unpack ok", `ok ${REF}`], isWrapped);
		const end = whole.length - (isWrapped ? 8 : 4);
		for (let length = 0; length < end; length++) {
			expect(() => readReport(whole.subarray(0, length), REF)).toThrow(
				expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
			);
		}
	});
});

it("a fatal error in the side-band is thrown", () => {
	const fatal = Buffer.from(`${pktLine("\x03out of disk\n")}0000`);
	expect(() => readReport(fatal, REF)).toThrow(
		expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
	);
});
