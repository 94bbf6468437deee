import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { PAGES } from "./pages.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Visit, VisitOptions } from "./visit.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const LOOKS = [
	{ look: "light", theme: "light", width: 1_280 },
	{ look: "dark", theme: "dark", width: 1_280 },
	{ look: "phone", theme: "light", width: 390 },
] as const;
const EVERY = PAGES.flatMap((page) =>
	LOOKS.map((look) => ({ ...page, ...look })),
);
const FIRST_PAINT_MS = 1_000;
const MOST_SHIFT = 0.02;

let stage: Stage;
let axe: string;
let pictures: string;

beforeAll(async () => {
	const opened = await openStage();
	if (opened === undefined) return;
	stage = opened;
	axe = await readFile(AXE, "utf8");
	const kept = process.env.BATON_SCREENSHOTS;
	if (kept !== undefined) await mkdir(kept, { recursive: true });
	pictures = kept ?? (await mkdtemp(join(tmpdir(), "baton-pictures-")));
	await fill();
});

afterAll(async () => {
	await stage?.close();
	if (pictures !== undefined && pictures !== process.env.BATON_SCREENSHOTS)
		await rm(pictures, { recursive: true, force: true });
});

/** Something of everything that pages show: who works, who waits, words that are long, and a hand-off. */
async function fill(): Promise<void> {
	const { say } = stage;
	await say("agent-1", "claim", { task: "1" });
	await say("agent-1", "note", {
		task: "1",
		body: "Units go from large to small.",
	});
	await say("agent-1", "patch", {
		task: "1",
		patch: {
			current_state: ["The parser reads hours and minutes"],
			decision_log: ["Anything else stays NaN"],
		},
	});
	await say("agent-1", "patch", {
		task: "1",
		patch: { current_state: ["The parser reads hours, minutes and seconds"] },
	});
	await say("maintainer", "enroll", {
		title: `A title without any ${"veryverylongword".repeat(8)} to break it at`,
		priority: "urgent",
		labels: ["a-label-that-is-rather-long-for-a-card", "docs"],
		blocked_by: ["1", "2"],
		description:
			"| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst wide = 1;\n```",
	});
	const { task } = await say("maintainer", "enroll", { title: "Done already" });
	await say("agent-2", "claim", { task });
	await say("agent-2", "fail", { task, reason: "it needs a network" });
}

/** Opens a page and waits until it has what it shows. */
async function opened(says: RegExp, options: VisitOptions): Promise<Visit> {
	const visit = await stage.visit(options);
	await visit.page
		.locator("main")
		.getByText(says)
		.filter({ visible: true })
		.first()
		.waitFor();
	await visit.page
		.locator('main[aria-busy="true"]')
		.waitFor({ state: "detached" });
	return visit;
}

/** Serious and critical complaints of axe, each with where it is. */
async function complaints(page: Page): Promise<readonly string[]> {
	await page.evaluate(axe);
	const { violations } = await page.evaluate<AxeResults>(
		'axe.run(document, { resultTypes: ["violations"] })',
	);
	return violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.flatMap(({ id, nodes }) =>
			nodes.map(
				({ html, failureSummary }) =>
					`${id}: ${html.slice(0, 160)} ${failureSummary}`,
			),
		);
}

/** Texts that are cut off with neither dots nor a title to tell it, and how far the page is wider than the screen. */
const FLAWS = `(() => {
	const endOf = (one) => {
		const range = document.createRange();
		range.selectNodeContents(one);
		return Math.max(...[...range.getClientRects()].map(({ right }) => right), 0);
	};
	// What may be scrolled is not cut off.
	const frameOf = (one) => {
		for (; one !== null; one = one.parentElement) {
			const { overflowX, textOverflow } = getComputedStyle(one);
			if (overflowX === "auto" || overflowX === "scroll" || textOverflow === "ellipsis") return null;
			if (overflowX === "hidden" || overflowX === "clip") return one;
		}
		return null;
	};
	const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
	const cut = [];
	while (walker.nextNode()) {
		const one = walker.currentNode.parentElement;
		if (!one.checkVisibility() || one.closest(".hidden, .skip, svg, [title], select") !== null) continue;
		const frame = frameOf(one);
		if (frame !== null && endOf(walker.currentNode) > frame.getBoundingClientRect().right + 1) cut.push("cut: " + one.outerHTML.slice(0, 160));
	}
	const { scrollWidth, clientWidth } = document.documentElement;
	return scrollWidth > clientWidth ? [...cut, "the page is " + (scrollWidth - clientWidth) + " px too wide"] : cut;
})()`;

describe("every page", () => {
	testInBrowser.for(EVERY)(
		"$name in $look: axe finds nothing serious, nothing is cut off or moves, and it is painted within a second",
		async ({ name, at, says, look, theme, width }) => {
			const { page, measures, leave } = await opened(says, {
				at,
				theme,
				width,
				height: width < 400 ? 844 : 800,
			});
			const picture = await page.screenshot({
				path: join(pictures, `${name}-${look}.png`),
			});
			expect(picture.length).toBeGreaterThan(8_000);
			expect(await page.evaluate<readonly string[]>(FLAWS)).toEqual([]);
			const { shift, shifted, firstPaintMs } = await measures();
			expect(shift, shifted.join("\\n")).toBeLessThan(MOST_SHIFT);
			expect(firstPaintMs).toBeLessThan(FIRST_PAINT_MS);
			expect(await complaints(page)).toEqual([]);
			await leave();
		},
	);
});

describe("the palette and the list of keys", () => {
	testInBrowser.for(LOOKS)(
		"in $look are usable and fit",
		async ({ look, theme, width }) => {
			const { page, leave } = await opened(/Release 1\.0/, { theme, width });
			for (const [key, name] of [
				["Control+k", "palette"],
				["?", "keys"],
			] as const) {
				await page.keyboard.press(key);
				await page.getByRole("dialog").waitFor();
				await page.screenshot({ path: join(pictures, `${name}-${look}.png`) });
				expect(await page.evaluate<readonly string[]>(FLAWS)).toEqual([]);
				expect(await complaints(page)).toEqual([]);
				await page.keyboard.press("Escape");
				await page.getByRole("dialog").waitFor({ state: "detached" });
			}
			await leave();
		},
	);
});

testInBrowser(
	"light and dark are two looks, each with its own ground",
	async () => {
		const grounds = [];
		for (const theme of ["light", "dark"] as const) {
			const { page, leave } = await opened(/Release 1\.0/, { theme });
			grounds.push(
				await page.evaluate("getComputedStyle(document.body).backgroundColor"),
			);
			await leave();
		}
		expect(new Set(grounds).size).toBe(2);
	},
);
