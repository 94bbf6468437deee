import { execFileSync } from "node:child_process";
import {
	chmod,
	mkdir,
	mkdtemp,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readKnowledge } from "../../src/cli/read-knowledge.ts";

const FOLDER = ".baton/knowledge";
let base: string;
let checkout: string;

beforeEach(async () => {
	base = await mkdtemp(join(tmpdir(), "baton-knowledge-"));
	checkout = join(base, "checkout");
	await mkdir(checkout);
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function put(path: string, text: string | Buffer): Promise<void> {
	await mkdir(dirname(join(checkout, path)), { recursive: true });
	await writeFile(join(checkout, path), text);
}
async function link(path: string, target: string): Promise<void> {
	await mkdir(dirname(join(checkout, path)), { recursive: true });
	await symlink(target, join(checkout, path));
}
const read = async () => {
	const { pages, warnings } = await readKnowledge(checkout);
	return {
		pages: pages.map(({ name }) => name),
		warnings: warnings.map(({ path, reason }) => `${path} ${reason}`),
	};
};

describe("the packs of a checkout", () => {
	test("are none where there are none", async () => {
		expect(await read()).toEqual({ pages: [], warnings: [] });
		await mkdir(join(checkout, FOLDER), { recursive: true });
		expect(await read()).toEqual({ pages: [], warnings: [] });
	});

	test("are folders of pages; what else lies there is passed over", async () => {
		await put(`${FOLDER}/auth/tokens.md`, "---\ntags: [jwt]\n---\nShort ones.");
		await put(`${FOLDER}/auth/keys.md`, "Keys.");
		await put(`${FOLDER}/auth/notes.txt`, "no page");
		await put(`${FOLDER}/auth/deep/page.md`, "too deep");
		await put(`${FOLDER}/auth/.hidden.md`, "hidden");
		await put(`${FOLDER}/.hidden/page.md`, "hidden");
		await put(`${FOLDER}/README.md`, "about the packs");
		await put(`${FOLDER}/api/errors.md`, "Errors.");
		const { pages, warnings } = await readKnowledge(checkout);
		expect(warnings).toEqual([]);
		expect(pages.map(({ name }) => name)).toEqual([
			"api/errors",
			"auth/keys",
			"auth/tokens",
		]);
		expect(pages[2]).toMatchObject({
			path: `${FOLDER}/auth/tokens.md`,
			tags: ["jwt"],
			text: "Short ones.",
		});
	});

	test("warn of a page's front matter with its file, and keep the page", async () => {
		await put(`${FOLDER}/a/b.md`, "---\nowner: me\n---\nText");
		expect(await read()).toEqual({
			pages: ["a/b"],
			warnings: [
				expect.stringMatching(
					/^\.baton\/knowledge\/a\/b\.md has the key "owner"/,
				),
			],
		});
	});
});

describe("what cannot be read is a warning:", () => {
	/** What is left besides the one good page. */
	const rest = async () => {
		await put(`${FOLDER}/a/good.md`, "Good.");
		const { pages, warnings } = await read();
		expect(pages).toEqual(["a/good"]);
		return warnings;
	};

	test("a page over 64 kB, not one of 64 kB", async () => {
		await put(`${FOLDER}/a/full.md`, "x".repeat(64 * 1024));
		expect(await read()).toEqual({ pages: ["a/full"], warnings: [] });
		await put(`${FOLDER}/a/full.md`, "x".repeat(64 * 1024 + 1));
		expect(await rest()).toEqual([
			`${FOLDER}/a/full.md is left out: it is larger than 64 kB; make several pages of it`,
		]);
	});

	test("a page that is no text", async () => {
		await put(`${FOLDER}/a/bytes.md`, Buffer.from([0x41, 0xff, 0xfe]));
		expect(await rest()).toEqual([
			`${FOLDER}/a/bytes.md is left out: it is no UTF-8 text`,
		]);
	});

	test("a folder called like a page, and a pipe, which nobody waits for", async () => {
		await mkdir(join(checkout, FOLDER, "a", "folder.md"), { recursive: true });
		execFileSync("mkfifo", [join(checkout, FOLDER, "a", "pipe.md")]);
		expect(await rest()).toEqual([
			`${FOLDER}/a/folder.md is left out: it is no .md file, nor a link to one`,
			`${FOLDER}/a/pipe.md is left out: it is no .md file, nor a link to one`,
		]);
	});

	test("a link that leads nowhere, in a circle, or to a file as a pack", async () => {
		await link(`${FOLDER}/a/circle.md`, "circle.md");
		await link(`${FOLDER}/a/gone.md`, "nothing.md");
		await link(`${FOLDER}/gone`, "nothing");
		await link(`${FOLDER}/pack`, "a/good.md");
		expect(await rest()).toEqual([
			`${FOLDER}/gone is left out: its link leads nowhere`,
			`${FOLDER}/pack is left out: it is no folder`,
			`${FOLDER}/a/circle.md is left out: its link leads in a circle`,
			`${FOLDER}/a/gone.md is left out: its link leads nowhere`,
		]);
	});

	test("a file where the folder of packs belongs", async () => {
		await put(FOLDER, "no folder");
		expect(await read()).toEqual({
			pages: [],
			warnings: [`${FOLDER} is left out: it is no folder`],
		});
	});

	test("a page without permission, unless one may read all", async () => {
		await put(`${FOLDER}/a/shut.md`, "Shut.");
		await chmod(join(checkout, FOLDER, "a", "shut.md"), 0);
		const { pages, warnings } = await read();
		expect(process.getuid?.() === 0 ? pages : warnings).toEqual(
			process.getuid?.() === 0
				? ["a/shut"]
				: [
						`${FOLDER}/a/shut.md is left out: its permissions do not let it be read`,
					],
		);
	});
});

describe("links", () => {
	const OUT =
		"is left out: a link leads out of the checkout, or into git's own folder";

	test("within the checkout are followed", async () => {
		await put("docs/auth/tokens.md", "Tokens.");
		await link(`${FOLDER}/auth`, "../../docs/auth");
		await link(`${FOLDER}/b/page.md`, "../../../docs/auth/tokens.md");
		expect(await read()).toEqual({
			pages: ["auth/tokens", "b/page"],
			warnings: [],
		});
	});

	test("out of it are not: of a page, of a pack, of all packs", async () => {
		await mkdir(join(base, "checkout-2", "pack"), { recursive: true });
		await writeFile(join(base, "checkout-2", "pack", "secret.md"), "Secret.");
		await link(`${FOLDER}/a/page.md`, "../../../../checkout-2/pack/secret.md");
		await link(`${FOLDER}/a/up.md`, join(base, "checkout-2/pack/secret.md"));
		await link(`${FOLDER}/pack`, join(base, "checkout-2", "pack"));
		await link(`${FOLDER}/top`, base);
		expect(await read()).toEqual({
			pages: [],
			warnings: [
				`${FOLDER}/pack ${OUT}`,
				`${FOLDER}/top ${OUT}`,
				`${FOLDER}/a/page.md ${OUT}`,
				`${FOLDER}/a/up.md ${OUT}`,
			],
		});
		await rm(join(checkout, ".baton"), { recursive: true });
		await mkdir(join(base, "elsewhere", "knowledge", "p"), { recursive: true });
		await writeFile(join(base, "elsewhere/knowledge/p/secret.md"), "Secret.");
		await link(".baton", join(base, "elsewhere"));
		expect(await read()).toEqual({ pages: [], warnings: [`${FOLDER} ${OUT}`] });
	});

	test("to git's own files, and to what is no page, are not", async () => {
		await put(".git/notes.md", "Inside.");
		await put(".env", "TOKEN=x");
		await link(`${FOLDER}/a/git.md`, "../../../.git/notes.md");
		await link(`${FOLDER}/a/env.md`, "../../../.env");
		await link(`${FOLDER}/git`, "../../.git");
		expect(await read()).toEqual({
			pages: [],
			warnings: [
				`${FOLDER}/git ${OUT}`,
				`${FOLDER}/a/env.md is left out: it is no .md file, nor a link to one`,
				`${FOLDER}/a/git.md ${OUT}`,
			],
		});
	});

	test("to the checkout itself make no difference, and a name with dots leads nowhere", async () => {
		await put("..docs/page.md", "Text.");
		await link(`${FOLDER}/a`, "../../..docs");
		await symlink(checkout, join(base, "alias"));
		const { pages, warnings } = await readKnowledge(join(base, "alias"));
		expect([pages.map(({ name }) => name), warnings]).toEqual([["a/page"], []]);
	});
});

describe("more than is read", () => {
	test("is left out with a word: 50 packs", async () => {
		for (let at = 10; at < 62; at++) await put(`${FOLDER}/p${at}/n.md`, "x");
		const { pages, warnings } = await read();
		expect([pages.length, pages[0], pages.at(-1)]).toEqual([
			50,
			"p10/n",
			"p59/n",
		]);
		expect(warnings).toEqual([`${FOLDER} has 52 packs; the first 50 are read`]);
	});

	test("is left out with a word: 200 pages", async () => {
		for (let at = 100; at < 250; at++) await put(`${FOLDER}/a/n${at}.md`, "x");
		for (let at = 100; at < 160; at++) await put(`${FOLDER}/b/n${at}.md`, "x");
		const { pages, warnings } = await read();
		expect([pages.length, pages.at(-1)]).toEqual([200, "b/n149"]);
		expect(warnings).toEqual([
			`${FOLDER} has 210 pages; the first 200 are read`,
		]);
	});
});
