import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import { cachedRoles } from "../../src/github/roles.ts";

/** An account whose role is asked for on a clock that is moved by hand. */
function makeRoles(answerTakesMs = 0) {
	const at = { nowMs: 1_000, role: "admin" as Role, asked: 0 };
	const roles = cachedRoles(
		async () => {
			at.asked += 1;
			const { role } = at;
			at.nowMs += answerTakesMs;
			return role;
		},
		() => at.nowMs,
	);
	return { at, role: () => roles("mallory") };
}

test("a role is believed for a minute and no longer", async () => {
	const { at, role } = makeRoles();
	await role();
	at.role = "read";
	at.nowMs += 59_999;
	expect(await role()).toBe("admin");
	at.nowMs += 1;
	expect(await role()).toBe("read");
});

test("the minute begins when GitHub is asked, however long it takes to answer", async () => {
	const { at, role } = makeRoles(50_000);
	await role();
	at.role = "read";
	at.nowMs += 10_000;
	expect(await role()).toBe("read");
});

test("a lookup that denies is asked again at once", async () => {
	const { at, role } = makeRoles();
	at.role = "none";
	await role();
	at.role = "write";
	expect(await role()).toBe("write");
	expect(at.asked).toBe(2);
});

test("setting the wall's clock back does not keep a role alive", async () => {
	let role: Role = "admin";
	const wall = Date.now;
	const steady = performance.now.bind(performance);
	const roles = cachedRoles(async () => role);
	try {
		await roles("mallory");
		role = "read";
		Date.now = () => wall() - 86_400_000;
		performance.now = () => steady() + 60_000;
		expect(await roles("mallory")).toBe("read");
	} finally {
		Date.now = wall;
		performance.now = steady;
	}
});
