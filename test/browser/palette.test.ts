import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Visit } from "./visit.ts";

let stage: Stage;

beforeAll(async () => {
	const opened = await openStage();
	if (opened === undefined) return;
	stage = opened;
	await stage.say("agent-1", "claim", { task: "1" });
	await stage.say("agent-1", "note", {
		...{ task: "1", body: "the marmoset cache is cold after a deploy" },
	});
});

afterAll(() => stage?.close());

const palette = (page: Page) => page.getByRole("dialog", { name: "Search" });
const field = (page: Page) => page.getByRole("combobox", { name: /^Search/ });
const offers = (page: Page) =>
	palette(page).getByRole("option").allTextContents();

/** The text of the option that Enter would take, which the field with the focus names. */
async function active(page: Page): Promise<string | null> {
	const id = await field(page)
		.and(page.locator(":focus"))
		.getAttribute("aria-activedescendant");
	return id === null ? null : page.locator(`#${id}`).textContent();
}

/** The board with the palette open above it. */
async function opened(user = "maintainer"): Promise<Visit> {
	const visit = await stage.visit({ user });
	await visit.page.locator('[data-task="3"]').waitFor();
	await visit.page.keyboard.press("Control+k");
	await field(visit.page).waitFor();
	return visit;
}

testInBrowser(
	"the palette opens by a key, finds a task by its title, and leads to it",
	async () => {
		const { page, leave } = await opened();
		expect(await field(page).getAttribute("aria-expanded")).toBe("true");
		await page.keyboard.type("relea");
		await expect.poll(() => active(page)).toMatch(/^3 Release 1\.0/);
		await page.keyboard.press("Enter");
		await page.waitForURL(`**${stage.path}/task/3`);
		expect(await palette(page).count()).toBe(0);
		await leave();
	},
);

testInBrowser(
	"arrows go round through what is offered, and exactly one is chosen",
	async () => {
		const { page, leave } = await opened();
		await page.keyboard.type("durations");
		await expect.poll(async () => (await offers(page)).length).toBe(2);
		const [first, second] = await offers(page);
		expect(await active(page)).toBe(first);
		await page.keyboard.press("ArrowDown");
		expect(await active(page)).toBe(second);
		await page.keyboard.press("ArrowDown");
		expect(await active(page)).toBe(first);
		await page.keyboard.press("ArrowUp");
		expect(await active(page)).toBe(second);
		expect(
			await palette(page).locator('[aria-selected="true"]').allTextContents(),
		).toEqual([second]);
		await leave();
	},
);

testInBrowser(
	"words that stand in a note alone find their task by the search verb",
	async () => {
		const { page, leave } = await opened();
		await page.keyboard.type("marmoset");
		await expect.poll(() => offers(page)).toHaveLength(1);
		expect((await offers(page))[0]).toMatch(/^1 Read durations.*notes/);
		await page.keyboard.press("Escape");
		expect(await palette(page).count()).toBe(0);
		await leave();
	},
);

testInBrowser(
	"the focus stays inside while it is open, and goes back where it was",
	async () => {
		const { page, leave } = await stage.visit();
		const before = page.getByRole("link", { name: "Metrics" });
		await before.focus();
		await page.keyboard.press("Control+k");
		await field(page).waitFor();
		for (let presses = 0; presses < 4; presses += 1) {
			await page.keyboard.press("Tab");
			expect(
				await page.locator(":focus:not(body, dialog, dialog *)").count(),
			).toBe(0);
		}
		await page.keyboard.press("Escape");
		await palette(page).waitFor({ state: "detached" });
		expect(await before.and(page.locator(":focus")).count()).toBe(1);
		await leave();
	},
);

testInBrowser(
	"another person is chosen, and everything said from then on is said by that one",
	async () => {
		const { page, leave } = await opened("guest");
		await page.keyboard.type("speak as bob");
		await expect.poll(() => active(page)).toMatch(/^Speak as bob/);
		const asked = page.waitForRequest((request) =>
			request.url().includes("/board?"),
		);
		await page.keyboard.press("Enter");
		expect((await asked).headers()["x-baton-agent"]).toBe("bob");
		expect(await page.getByLabel("Speak as").inputValue()).toBe("bob");
		await page.reload();
		await expect
			.poll(() => page.getByLabel("Speak as").inputValue())
			.toBe("bob");
		await leave();
	},
);

testInBrowser(
	"what can be done with the focused task is offered, and is done",
	async () => {
		const { page, leave } = await stage.visit({ user: "maintainer" });
		await page.locator('[data-task="2"] a').first().focus();
		await page.keyboard.press("Control+k");
		await field(page).waitFor();
		await page.keyboard.type("priority");
		await expect.poll(() => active(page)).toMatch(/^Set the priority… \(2\)/);
		await page.keyboard.press("Enter");
		await page
			.getByRole("dialog")
			.getByLabel(/priority/i)
			.selectOption("urgent");
		await page.getByRole("dialog").locator('[type="submit"]').click();
		await expect
			.poll(() => stage.ask("show", { task: "2" }))
			.toMatchObject({ task: { priority: "urgent" } });
		await leave();
	},
);

testInBrowser("the theme is changed from it, and kept", async () => {
	const { page, leave } = await opened();
	const shown = () => page.locator("html").getAttribute("data-theme");
	expect(await shown()).toBeNull();
	await page.keyboard.type("theme");
	await expect.poll(() => active(page)).toMatch(/theme/);
	await page.keyboard.press("Enter");
	expect(await shown()).toBe("light");
	await page.reload();
	await expect.poll(shown).toBe("light");
	await leave();
});

testInBrowser("what nothing is called is said in words", async () => {
	const { page, leave } = await opened();
	await page.keyboard.type("qqqqzz");
	await expect
		.poll(() => palette(page).getByRole("status").textContent())
		.toBe("Nothing is called or says “qqqqzz”.");
	expect(await offers(page)).toEqual([]);
	await page.keyboard.press("Enter");
	expect(await palette(page).count()).toBe(1);
	await leave();
});

testInBrowser(
	"keys lead from page to page, a question mark lists them, and fields keep what is typed",
	async () => {
		const { page, leave } = await stage.visit();
		await page.locator('[data-task="3"]').waitFor();
		for (const [key, below] of [
			["g", "/graph"],
			["a", "/agents"],
			["m", "/metrics"],
			["l", "/audit"],
			["v", "/verbs"],
			["b", ""],
		]) {
			await page.keyboard.press("g");
			await page.keyboard.press(String(key));
			await page.waitForURL(`**${stage.path}${below}`);
		}
		await page.keyboard.press("?");
		const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
		await help.waitFor();
		expect(await help.textContent()).toMatch(/Ctrl K.*command palette/);
		expect(await help.getByRole("heading").allTextContents()).toEqual(
			expect.arrayContaining(["Everywhere", "Go to"]),
		);
		await page.keyboard.press("g");
		await page.keyboard.press("m");
		await page.keyboard.press("Escape");
		await help.waitFor({ state: "detached" });
		await page.keyboard.press("Control+k");
		await field(page).waitFor();
		await page.keyboard.type("g m?");
		expect(await field(page).inputValue()).toBe("g m?");
		expect(new URL(page.url()).pathname).toBe(stage.path);
		await leave();
	},
);
