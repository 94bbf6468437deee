import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { until } from "../support/client.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
	const opened = await openStage();
	if (opened !== undefined) stage = opened;
});

afterAll(() => stage?.close());

testInBrowser(
	"an unknown board and a private repository are the same 404, in words",
	async () => {
		await stage.client
			.as("maintainer")
			.rest.repos.createForAuthenticatedUser({ name: "secret", private: true });
		const heads: unknown[] = [];
		for (const where of [
			"maintainer/secret",
			"acme/nothing",
			"nobody/at-all",
		]) {
			const at = `${stage.url}/boards/${where}/board`;
			const plain = await fetch(at);
			const { page, leave } = await stage.visit({ at });
			await page.getByRole("heading", { name: "No such board" }).waitFor();
			heads.push([
				plain.status,
				await plain.text(),
				await page.locator("main").textContent(),
			]);
			await leave();
		}
		expect(heads[0]).toEqual([
			404,
			expect.stringContaining("<title>Baton"),
			expect.any(String),
		]);
		const words = heads.map((head) =>
			JSON.stringify(head).replace(
				/maintainer\/secret|acme\/nothing|nobody\/at-all/g,
				"…",
			),
		);
		expect(new Set(words).size).toBe(1);
	},
);

testInBrowser("an address that nothing has is said to be one", async () => {
	const { page, leave } = await stage.visit({ at: "/nothing/here" });
	await page.getByRole("heading", { name: "No such page" }).waitFor();
	await leave();
});

testInBrowser("an address in no encoding is said to lead nowhere", async () => {
	const { page, leave } = await stage.visit({ at: "/task/%E0%A4%A" });
	await page.getByRole("heading", { name: "No such page" }).waitFor();
	await leave();
});

testInBrowser(
	"another page is named in the browser and has the focus",
	async () => {
		const { page, leave } = await stage.visit();
		await page.locator("[data-task]").first().waitFor();
		await expect.poll(() => page.title()).toMatch(/^Board of /);
		await page.getByRole("link", { name: "Graph" }).click();
		await expect.poll(() => page.title()).toMatch(/^Graph of /);
		await expect
			.poll(() => page.evaluate("document.activeElement.id"))
			.toBe("content");
		await leave();
	},
);

testInBrowser("a task that is not on the board is said not to be", async () => {
	const { page, leave } = await stage.visit({ at: "/task/4711" });
	await expect.poll(() => page.locator("main").textContent()).toMatch(/4711/);
	await page.getByRole("heading", { level: 1 }).waitFor();
	await leave();
});

testInBrowser(
	"the page finds the server again by itself, and shows what happened meanwhile",
	async () => {
		const { task: key } = await stage.say("maintainer", "enroll", {
			title: "Outlast a restart",
		});
		const { page, leave } = await stage.visit();
		const live = page.locator("output.live");
		await page.locator(`[data-task="${key}"]`).waitFor();
		await expect.poll(() => live.textContent()).toBe("live");
		await stage.restart(async () => {
			await expect
				.poll(() => live.textContent(), { timeout: 10_000 })
				.toBe("connecting…");
			expect(await page.locator(`[data-task="${key}"]`).count()).toBe(1);
		});
		await stage.say("agent-3", "claim", { task: key });
		await page
			.locator(`section[data-status="in_progress"] [data-task="${key}"]`)
			.waitFor({ timeout: 25_000 });
		await expect.poll(() => live.textContent()).toBe("live");
		await stage.say("agent-3", "release", { task: key });
		await page
			.locator(`section[data-status="ready"] [data-task="${key}"]`)
			.waitFor();
		await leave();
	},
	120_000,
);

testInBrowser(
	"a task whose files cannot be read is shown as quarantined, with the reason",
	async () => {
		const { task: key } = await stage.say("maintainer", "enroll", {
			title: "Break me by hand",
		});
		const { page, leave } = await stage.visit();
		await page.locator(`section [data-task="${key}"]`).waitFor();
		await breakTask(key);
		await until("the board to set it apart", async () => {
			const { quarantined } = await stage.ask<{
				quarantined: { key: string }[];
			}>("board");
			return quarantined.find((one) => one.key === key);
		});
		const note = page.locator(".quarantine");
		await note.waitFor();
		await expect.poll(() => note.getAttribute("open")).not.toBeNull();
		expect(await note.textContent()).toMatch(
			/quarantined.*Break me by hand.*task\.yaml/s,
		);
		expect(await page.locator(`section [data-task="${key}"]`).count()).toBe(0);
		await note.getByRole("link", { name: /Break me by hand/ }).click();
		await page.getByRole("heading", { level: 1 }).waitFor();
		await expect
			.poll(() => page.locator("main").textContent())
			.toMatch(/quarantined/i);
		await leave();
	},
);

/** Somebody commits nonsense in place of a task's state, with plain git. */
async function breakTask(key: string): Promise<void> {
	const { git, tokens } = stage.client.directions;
	const directory = await mkdtemp(join(tmpdir(), "baton-hand-"));
	const url = git.replace("://", `://x-access-token:${tokens.maintainer}@`);
	const run = (...words: readonly string[]) =>
		promisify(execFile)("git", ["-C", directory, ...words]);
	try {
		await run("clone", "--quiet", "--branch", "baton/board", url, ".");
		const paths = await readdir(join(directory, "tasks"), { recursive: true });
		const path = paths.find((one) => one.endsWith(`/${key}/task.yaml`));
		await writeFile(
			join(directory, "tasks", String(path)),
			"status: nonsense\n",
		);
		await run(
			"-c",
			"user.name=mona",
			"-c",
			"user.email=mona@example.com",
			"commit",
			"--quiet",
			"-am",
			"by hand",
		);
		await run("push", "--quiet", "origin", "HEAD:baton/board");
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}
