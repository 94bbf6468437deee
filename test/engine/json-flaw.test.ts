import { expect, test } from "vitest";
import type { Json } from "../../src/core/errors.ts";
import { jsonFlaw } from "../../src/engine/json-flaw.ts";

const nested = (depth: number): Json => {
	let value: Json = "inmost";
	for (let level = 1; level < depth; level++) value = [value];
	return value;
};
const keyed = (count: number): Json =>
	Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
const listed = (count: number): Json => Array.from({ length: count }, () => 1);

test.each<readonly [string, Json]>([
	["32 levels of lists", nested(33)],
	["1,000 keys in one object", keyed(1_000)],
	["2,000 keys in all", [keyed(1_000), keyed(1_000)]],
	["9,999 values in a list", listed(9_999)],
	["tabs and line ends", "a\tb\r\nc"],
	["characters of two halves", "😀"],
])("%s are taken in", (_, value) => {
	expect(jsonFlaw(value)).toBeUndefined();
});

test.each<readonly [string, Json, RegExp]>([
	["one level more", nested(34), /deeper than 32/],
	["a key more in one object", keyed(1_001), /more than 1000 keys/],
	["a key more in all", [keyed(1_000), keyed(1_000), keyed(1)], /2000 keys/],
	["a value more", listed(10_000), /10000 values/],
	["a byte more", "x".repeat(64 * 1_024 - 1), /larger than 64 kB/],
	["a forbidden key", [{ a: JSON.parse('{"__proto__":1}') }], /`__proto__`/],
	["half a character in a key", { "a\ud800": 1 }, /half of a character/],
	["a control character in a list", ["\u001b[31m"], /control character/],
])("%s is refused", (_, value, reason) => {
	expect(jsonFlaw(value)).toMatch(reason);
});
