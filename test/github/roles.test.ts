import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import { repositoryApi } from "../../src/github/api.ts";
import { cachedRoles, rememberedDenials } from "../../src/github/roles.ts";

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
	return { at, role: () => roles({ id: 7, login: "mallory" }) };
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
		await roles({ id: 7, login: "mallory" });
		role = "read";
		Date.now = () => wall() - 86_400_000;
		performance.now = () => steady() + 60_000;
		expect(await roles({ id: 7, login: "mallory" })).toBe("read");
	} finally {
		Date.now = wall;
		performance.now = steady;
	}
});

test("a login that another account has taken is asked about anew", async () => {
	const asked: number[] = [];
	const roles = cachedRoles(async ({ id }) => {
		asked.push(id);
		return id === 7 ? "admin" : "read";
	});
	expect(await roles({ id: 7, login: "mallory" })).toBe("admin");
	expect(await roles({ id: 8, login: "mallory" })).toBe("read");
	expect(asked).toEqual([7, 8]);
});

test("at the doors of agents a denial is remembered for half a minute, and nothing else is", async () => {
	const at = { nowMs: 1_000, role: "none" as Role, asked: 0 };
	const roles = rememberedDenials(
		async () => {
			at.asked += 1;
			return at.role;
		},
		() => at.nowMs,
	);
	const ask = () => roles({ id: 7, login: "mallory" });
	expect(await Promise.all([ask(), ask(), ask()])).toEqual([
		"none",
		"none",
		"none",
	]);
	at.role = "write";
	at.nowMs += 29_999;
	expect(await ask()).toBe("none");
	expect(at.asked).toBe(1);
	at.nowMs += 1;
	expect(await ask()).toBe("write");
	at.role = "read";
	expect(await ask()).toBe("read");
});

test("a lookup that fails at the doors of agents is no denial", async () => {
	let isDown = true;
	const roles = rememberedDenials(async () => {
		if (isDown) throw new Error("502");
		return "write";
	});
	const mallory = { id: 7, login: "mallory" };
	await expect(roles(mallory)).rejects.toThrow("502");
	isDown = false;
	expect(await roles(mallory)).toBe("write");
});

test("what GitHub tells of another account with the same login, or of nobody it names, is no role", async () => {
	const answer = { role_name: "admin", permission: "admin", user: { id: 8 } };
	const answers: object[] = [
		answer,
		{ ...answer, user: { id: 7 } },
		{ ...answer, user: null },
		{ role_name: "maintain", permission: "write" },
	];
	const octokit = {
		rest: {
			repos: {
				getCollaboratorPermissionLevel: async () => ({ data: answers.shift() }),
			},
		},
	};
	const name = { owner: "acme", repo: "demo" };
	const { role } = repositoryApi(octokit as never, name, "baton[bot]");
	const mallory = { id: 7, login: "mallory" };
	expect(await role(mallory)).toBe("none");
	expect(await role(mallory)).toBe("admin");
	expect(await role(mallory)).toBe("none");
	expect(await role(mallory)).toBe("none");
});
