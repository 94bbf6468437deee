import { expect, test } from "vitest";
import { KnownTokens } from "../../src/access/known-tokens.ts";
import { networkOf } from "../../src/access/network-of.ts";

test("a token is known for eight hours from when it was proven, and not by itself", () => {
	let nowMs = 0;
	const tokens = new KnownTokens(() => nowMs);
	expect(tokens.nameOf("ghu_a")).toBeUndefined();
	tokens.add("ghu_a");
	nowMs = 8 * 3_600_000 - 1;
	expect(tokens.nameOf("ghu_a")).toMatch(/^[\w-]{43}$/);
	expect(tokens.nameOf("ghu_b")).toBeUndefined();
	tokens.add("ghu_a");
	nowMs += 8 * 3_600_000 - 1;
	expect(tokens.nameOf("ghu_a")).toBeDefined();
	nowMs += 1;
	expect(tokens.nameOf("ghu_a")).toBeUndefined();
	tokens.add("ghu_a");
	tokens.delete("ghu_a");
	expect(tokens.nameOf("ghu_a")).toBeUndefined();
});

test("of more than ten thousand tokens the ones proven longest ago are forgotten", () => {
	const tokens = new KnownTokens(() => 0);
	for (let count = 0; count < 10_000; count++) tokens.add(`${count}`);
	tokens.add("0");
	tokens.add("another");
	expect(tokens.nameOf("0")).toBeDefined();
	expect(tokens.nameOf("1")).toBeUndefined();
});

test.each([
	["192.0.2.7", "192.0.2.7"],
	["::ffff:192.0.2.7", "192.0.2.7"],
	["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2"],
	["2001:db8::1", "2001:db8:0:0"],
	["2001:db8:1:2::", "2001:db8:1:2"],
	["::1", "0:0:0:0"],
	["unknown", "unknown"],
])("the address %s is counted as %s", (address, network) => {
	expect(networkOf(address)).toBe(network);
});
