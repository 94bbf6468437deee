import { describe, expect, test } from "vitest";
import { namedServer } from "../../../src/cli/remote/named-server.ts";
import { baton, batonWith, makeWorkplace } from "../board-repository.ts";

const named = (values: object, env: object = {}) =>
	namedServer({ values: { ...values } }, { env: { ...env } });
const place = { owner: "acme", repo: "demo", board: "board" };

describe("a server", () => {
	test("is named by --url, else by BATON_URL; its repository by --repo, else by BATON_REPO", () => {
		const env = { BATON_URL: "https://one.example", BATON_REPO: "acme/demo" };
		expect(named({}, {})).toBeUndefined();
		expect(named({ repo: "acme/demo" }, { BATON_URL: "" })).toBeUndefined();
		expect(named({}, env)).toMatchObject({ place });
		expect(
			named({ url: "https://two.example:8443/", repo: "a/b.c_d-e" }, env),
		).toMatchObject({
			url: { origin: "https://two.example:8443" },
			place: { owner: "a", repo: "b.c_d-e" },
		});
		expect(named({ branch: "baton/other" }, env)).toMatchObject({
			place: { board: "other" },
		});
	});

	test.each([
		"http://localhost:3000",
		"http://127.0.0.1:1",
		"http://[::1]:3000",
		"http://127.1.2.3",
	])("on this machine may be spoken to in the clear: %s", (url) =>
		expect(named({ url, repo: "acme/demo" })).toMatchObject({ place }),
	);

	test.each([
		["http://baton.example", "unencrypted"],
		["http://127.0.0.1.example", "unencrypted"],
		["http://10.0.0.1", "unencrypted"],
		["ftp://baton.example", "no address"],
		["baton.example", "no address"],
		["https://baton.example/api", "is only https://baton.example"],
		["https://me:secret@baton.example", "is only https://baton.example"],
		["https://baton.example?x=1", "is only"],
	])("is not %s", (url, said) => {
		const wrong = named({ url, repo: "acme/demo" });
		expect(wrong).toMatchObject({ problem: expect.stringContaining(said) });
		expect(JSON.stringify(wrong)).not.toContain("secret");
	});

	test.each(["", "demo", "a/b/c", "./demo", "acme/de mo", "-a/b", "/srv/demo"])(
		"has no repository %j",
		(repo) =>
			expect(named({ url: "https://x.example", repo })).toMatchObject({
				hint: expect.stringContaining("--repo owner/name"),
			}),
	);

	test("has no board of a name that none can have", () => {
		const values = {
			url: "https://x.example",
			repo: "a/b",
			branch: "main/../x",
		};
		expect(named(values)).toMatchObject({ problem: expect.any(String) });
	});
});

test("what needs this machine ends with 2 and says so, before anything is asked", async () => {
	const { directory, remove } = await makeWorkplace();
	const there = ["--url", "http://127.0.0.1:9", "--repo", "acme/demo"];
	const commands = [
		...[["init"], ["sync"], ["dashboard"], ["usage"], ["learned"]],
		...[
			["execute", "switch", "42"],
			["execute", "gate", "--run", "--task-id", "42"],
			["execute", "record", "--run", "--step-id", "1.1", "--task-id", "42"],
		],
	];
	for (const command of commands) {
		const ran = await baton(directory, ...command, ...there);
		expect(ran).toMatchObject({ code: 2, out: "" });
		expect(ran.err).toContain("works on a repository on this machine");
		expect(ran.err).toContain("BATON_URL");
	}
	const env = { BATON_URL: "http://127.0.0.1:9" };
	expect(await batonWith({ directory, env }, "list")).toMatchObject({
		code: 2,
		err: expect.stringContaining(
			"no repository is named on http://127.0.0.1:9",
		),
	});
	expect(await baton(directory, "list", "--repo", "acme/demo")).toMatchObject({
		code: 3,
		err: expect.stringContaining("together with --url"),
	});
	await remove();
});
