import { expect, test } from "vitest";
import {
	type Message,
	printMessage,
	readMessage,
} from "../../src/replicas/news-text.ts";
import { redisPlace, redisProblem } from "../../src/replicas/redis-address.ts";

const OID = "0123456789abcdef0123456789abcdef01234567";

test.each<Message>([
	{ board: "b", from: "x", news: { kind: "moved", head: OID } },
	{ board: "b", from: "x", news: { kind: "comments", issue: 7 } },
	{ board: "b", from: "x", news: { kind: "checks", sha: OID } },
])("$news.kind is read as it was printed", (message) => {
	expect(readMessage(printMessage(message))).toEqual(message);
});

test.each([
	["no JSON", "moved"],
	["nothing", "null"],
	["a list", "[]"],
	["no board", `{"from":"x","news":{"kind":"moved","head":"${OID}"}}`],
	["no sender", `{"board":"b","news":{"kind":"moved","head":"${OID}"}}`],
	["no news", '{"board":"b","from":"x"}'],
	[
		"a head that is none",
		'{"board":"b","from":"x","news":{"kind":"moved","head":"HEAD"}}',
	],
	[
		"an issue that is none",
		'{"board":"b","from":"x","news":{"kind":"comments","issue":"7"}}',
	],
	[
		"news of another kind",
		'{"board":"b","from":"x","news":{"kind":"constructor"}}',
	],
	[
		"too much",
		`{"board":"${"b".repeat(3_000)}","from":"x","news":{"kind":"comments","issue":7}}`,
	],
])("%s is no message", (_, text) => {
	expect(readMessage(text)).toBeUndefined();
});

test("what may follow a message is left out of it", () => {
	const text = `{"board":"b","from":"x","role":"admin","news":{"kind":"comments","issue":7,"body":"/claim"}}`;
	expect(readMessage(text)).toEqual({
		board: "b",
		from: "x",
		news: { kind: "comments", issue: 7 },
	});
});

test("addresses of Redis", () => {
	for (const address of [
		"redis://localhost",
		"redis://127.0.0.1:6379/2",
		"rediss://user:secret@redis.example.com:6380",
	])
		expect(redisProblem(address)).toBeUndefined();
	for (const address of [
		"localhost:6379",
		"redis",
		"http://localhost:6379",
		"redis://",
		"redis://localhost/queue",
	])
		expect([address, redisProblem(address)]).toEqual([
			address,
			expect.any(String),
		]);
	expect(redisPlace("rediss://user:secret@redis.example.com:6380/1?a=b")).toBe(
		"rediss://redis.example.com:6380",
	);
});
