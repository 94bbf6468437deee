import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
	const opened = await openStage();
	if (opened !== undefined) stage = opened;
});

afterAll(() => stage?.close());

/** A task of a test's own, ready to be worked on. */
async function enroll(title: string): Promise<string> {
	const { task } = await stage.say("maintainer", "enroll", { title });
	return task;
}

const card = (page: Page, key: string) => page.locator(`[data-task="${key}"]`);
const column = (page: Page, status: string) =>
	page.locator(`section[data-status="${status}"]`);
const cardIn = (page: Page, status: string, key: string) =>
	column(page, status).locator(`[data-task="${key}"]`);
/** Wide enough for all columns, so that a drag needs no scrolling. */
const WIDE = 2_400;

/** Drags a card with the mouse, as a hand does: over everything between. */
async function drag(page: Page, key: string, to: string): Promise<void> {
	await card(page, key).hover();
	await page.mouse.down();
	const box = await column(page, to).boundingBox();
	if (box === null) throw new Error(`there is no column ${to}`);
	await page.mouse.move(box.x + box.width / 2, box.y + 80, { steps: 6 });
	await page.mouse.up();
}

/** The task whose card has the focus. */
const focused = (page: Page) =>
	page.locator("[data-task]:focus-within").getAttribute("data-task");
const toast = (page: Page) => page.locator(".toasts");
const dialog = (page: Page) => page.getByRole("dialog");
const taskOf = async (key: string) =>
	(
		await stage.ask<{ task: { status: string; holder?: string } }>("show", {
			task: key,
		})
	).task;

testInBrowser(
	"a card is dragged to where it may go, by whoever speaks",
	async () => {
		const key = await enroll("Drag me on");
		const { page, leave } = await stage.visit({ user: "alice", width: WIDE });
		await card(page, key).waitFor();
		await drag(page, key, "in_progress");
		await cardIn(page, "in_progress", key).waitFor();
		expect(await cardIn(page, "in_progress", key).textContent()).toContain(
			"alice",
		);
		expect((await taskOf(key)).status).toBe("in_progress");
		expect(
			await column(page, "ready").locator(`[data-task="${key}"]`).count(),
		).toBe(0);
		await leave();
	},
);

testInBrowser(
	"a card that is dragged where it may not go stays, and the reason is said",
	async () => {
		const key = await enroll("Drag me off");
		const { page, leave } = await stage.visit({ user: "alice", width: WIDE });
		await card(page, key).waitFor();
		await drag(page, key, "done");
		await expect
			.poll(() => toast(page).textContent())
			.toMatch(/INVALID_TRANSITION: Ready to .* leads by way of/);
		expect(await cardIn(page, "ready", key).count()).toBe(1);
		expect((await taskOf(key)).status).toBe("ready");
		await leave();
	},
);

testInBrowser(
	"the keyboard alone moves a card, and tells why it cannot go elsewhere",
	async () => {
		const key = await enroll("Move me by keys");
		const { page, leave } = await stage.visit({ user: "bob" });
		await card(page, key).waitFor();
		await page.keyboard.press("/");
		await page.keyboard.type("move me by keys");
		await expect.poll(() => page.locator(".board [data-task]").count()).toBe(1);
		await page.keyboard.press("Escape");
		await page.keyboard.press("j");
		await expect.poll(() => focused(page)).toBe(key);
		await page.keyboard.press("m");
		await dialog(page).waitFor();
		const away = dialog(page).getByRole("listitem").filter({ hasText: "Done" });
		expect(await away.getByRole("button").isDisabled()).toBe(true);
		expect(await away.textContent()).toMatch(/leads by way of/);
		const way = dialog(page).getByRole("button", { name: "In progress" });
		for (let presses = 0; presses < 12; presses += 1) {
			if ((await way.and(page.locator(":focus")).count()) === 1) break;
			await page.keyboard.press("Tab");
		}
		await page.keyboard.press("Enter");
		await cardIn(page, "in_progress", key).waitFor();
		await expect.poll(() => focused(page)).toBe(key);
		expect((await taskOf(key)).status).toBe("in_progress");
		await leave();
	},
);

testInBrowser(
	"what somebody may not do is refused with the reason, and done by who may",
	async () => {
		const key = await enroll("Look at me");
		const { page, leave } = await stage.visit({ user: "guest", width: WIDE });
		await card(page, key).waitFor();
		await drag(page, key, "in_progress");
		await expect.poll(() => toast(page).textContent()).toMatch(/FORBIDDEN/);
		expect(await cardIn(page, "ready", key).count()).toBe(1);
		await page.getByLabel("Speak as").selectOption("bob");
		await card(page, key).waitFor();
		await drag(page, key, "in_progress");
		await expect
			.poll(() => cardIn(page, "in_progress", key).textContent())
			.toContain("bob");
		await leave();
	},
);

testInBrowser(
	"what is said of a state that is no more is answered STALE with the new state",
	async () => {
		const key = await enroll("Change under me");
		const { page, leave } = await stage.visit({ user: "maintainer" });
		await card(page, key).locator("a").first().focus();
		await page.keyboard.press("p");
		await dialog(page)
			.getByLabel(/priority/i)
			.selectOption("low");
		await stage.say("agent-2", "claim", { task: key });
		await cardIn(page, "in_progress", key).waitFor();
		await dialog(page).locator('[type="submit"]').click();
		await expect
			.poll(() => dialog(page).getByRole("alert").textContent())
			.toMatch(/STALE.*(In progress|in_progress|agent-2)/);
		await dialog(page).locator('[type="submit"]').click();
		await dialog(page).waitFor({ state: "detached" });
		expect(await stage.ask("show", { task: key })).toMatchObject({
			task: { priority: "low" },
		});
		await leave();
	},
);

testInBrowser(
	"a new task is made on the page, and stands on the board",
	async () => {
		const { page, leave } = await stage.visit({ user: "maintainer" });
		await card(page, "3").waitFor();
		await page.keyboard.press("n");
		await dialog(page).getByLabel(/title/i).fill("Made on the page");
		await dialog(page).locator('[type="submit"]').click();
		await page
			.locator("[data-task]")
			.filter({ hasText: "Made on the page" })
			.waitFor();
		await leave();
	},
);

testInBrowser(
	"the filter is in the address: it is kept by a reload and undone by the way back",
	async () => {
		const key = await enroll("Find the walrus");
		const { page, leave } = await stage.visit();
		await card(page, key).waitFor();
		await page.getByRole("searchbox").fill("walrus");
		await page.waitForURL(/\?q=walrus$/);
		await expect.poll(() => page.locator(".board [data-task]").count()).toBe(1);
		await page.getByLabel("Priority").selectOption("normal");
		await page.waitForURL(/priority=normal/);
		await page.reload();
		await card(page, key).waitFor();
		expect(await page.getByRole("searchbox").inputValue()).toBe("walrus");
		expect(await page.getByLabel("Priority").inputValue()).toBe("normal");
		expect(await page.locator(".board [data-task]").count()).toBe(1);
		await page.goBack();
		await expect.poll(() => page.getByLabel("Priority").inputValue()).toBe("");
		await page.getByRole("button", { name: "Clear" }).click();
		await expect
			.poll(() => page.locator(".board [data-task]").count())
			.toBeGreaterThan(1);
		expect(new URL(page.url()).search).toBe("");
		await leave();
	},
);

testInBrowser(
	"what is about no task, or about others than it names, is shown as well",
	async () => {
		const part = await enroll("A part");
		const whole = await enroll("The whole");
		const { page, leave } = await stage.visit({ user: "alice", width: WIDE });
		await card(page, whole).waitFor();
		await stage.say("agent-3", "register", { capabilities: ["zig"] });
		await stage.say("alice", "parent", { task: part, parent: whole });
		await page.locator(`[data-task="${whole}"]`, { hasText: "0/1" }).waitFor();
		await stage.say("alice", "claim", { task: part });
		await cardIn(page, "in_progress", part).waitFor();
		await leave();
	},
);

testInBrowser(
	"a change asked for when a task is done takes it up again",
	async () => {
		const key = await enroll("Done too soon");
		await stage.say("maintainer", "override", { task: key, reason: "by hand" });
		const { page, leave } = await stage.visit({
			...{ user: "maintainer", width: WIDE },
			at: `/task/${key}`,
		});
		await page.getByRole("button", { name: "Request changes…" }).click();
		await dialog(page).getByLabel("What has to change").fill("its tests");
		await dialog(page).getByRole("button", { name: "Request changes" }).click();
		await expect.poll(async () => (await taskOf(key)).status).not.toBe("done");
		await leave();
	},
);
