import { expect, test } from "vitest";
import { readEvents } from "../../../src/cli/remote/event-stream.ts";

async function* chunked(text: string, size: number) {
	const bytes = new TextEncoder().encode(text);
	for (let at = 0; at < bytes.length; at += size)
		yield bytes.subarray(at, at + size);
}

async function eventsIn(text: string, size = 1_000_000) {
	const found = [];
	for await (const event of readEvents(chunked(text, size))) found.push(event);
	return found;
}

const STREAM =
	'retry: 2000\n\n: a comment\nid: c1\nevent: feed\ndata: {"a":"é"}\n\ndata:one\r\ndata: two\r\n\r\nid\revent: x\rdata\r\revent: none\n\ndata: cut off';

test.each([1, 2, 3, 7, 1_000_000])(
	"events are the same in pieces of %s bytes",
	async (size) => {
		expect(await eventsIn(STREAM, size)).toEqual([
			{ event: "feed", data: '{"a":"é"}', id: "c1" },
			{ event: "message", data: "one\ntwo", id: "c1" },
			{ event: "x", data: "", id: "" },
		]);
	},
);

test("what never ends is given up", async () => {
	await expect(
		eventsIn(`data: ${"x".repeat(5_000_000)}`, 65_536),
	).rejects.toThrow("too long");
	const lines = `data: ${"x".repeat(1_000)}\n`.repeat(5_000);
	await expect(eventsIn(lines, 65_536)).rejects.toThrow("too long");
});
