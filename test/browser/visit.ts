import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** How a page is looked at. */
export interface VisitOptions {
	/** Below the board's page, such as `/graph`; or a whole address. The board itself unless given. */
	readonly at?: string;
	readonly theme?: "light" | "dark";
	readonly width?: number;
	readonly height?: number;
	/** Whom it speaks as; the first of the people unless given. */
	readonly user?: string;
}

/** A page that is open, and what the browser noticed of it. */
export interface Visit {
	readonly page: Page;
	/** Scripts that failed, what the page's policy forbade, and requests that left this machine's app. */
	faults(): Promise<readonly string[]>;
	/** What was measured since the page was opened, in milliseconds of the page and shares of the screen. */
	measures(): Promise<Measures>;
	/** Expects no faults and leaves. */
	leave(): Promise<void>;
}

export interface Measures {
	/** Sum of layout shifts that no one asked for by a key or a click. */
	readonly shift: number;
	/** What moved, for a message. */
	readonly shifted: readonly string[];
	/** How long each task took that took longer than 50 ms. */
	readonly longTasks: readonly number[];
	readonly firstPaintMs: number;
}

/** Something that a test waits for in the page has to come within this, so that it can say what did not. */
const ACTION_MS = 15_000;

const WATCH = fileURLToPath(new URL("./watch-page.js", import.meta.url));

/** What the script above keeps in the page. */
interface Seen extends Omit<Measures, "firstPaintMs"> {
	readonly violations: readonly string[];
}

/** Opens a page in a context of its own, so that nothing is kept from one to the next. */
export async function visitPage(
	browser: Browser,
	board: string,
	{ at = "", theme = "light", width = 1280, height = 800, user }: VisitOptions,
): Promise<Visit> {
	const context = await browser.newContext({
		viewport: { width, height },
		colorScheme: theme,
		reducedMotion: "reduce",
	});
	context.setDefaultTimeout(ACTION_MS);
	const page = await context.newPage();
	const faults: string[] = [];
	const own = new URL(board).origin;
	page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
	page.on("console", (message) => {
		// That a request was refused is for the page to show.
		if (message.type() === "error" && !/^Failed to load/.test(message.text()))
			faults.push(`console: ${message.text()}`);
	});
	page.on("request", (request) => {
		const { origin, protocol } = new URL(request.url());
		if (origin !== own && protocol !== "data:" && protocol !== "blob:")
			faults.push(`left the app: ${request.url()}`);
	});
	await page.addInitScript({ path: WATCH });
	if (user !== undefined)
		// What is chosen in the page afterwards stays.
		await page.addInitScript(
			`localStorage.getItem("baton.user") ?? localStorage.setItem("baton.user", ${JSON.stringify(user)});`,
		);
	await page.goto(at.startsWith("http") ? at : `${board}${at}`);
	const seen = () => page.evaluate<Seen>("batonSeen");
	const all = async () => [
		...faults,
		...(await seen()).violations.map((text) => `policy: ${text}`),
	];
	return {
		page,
		faults: all,
		async measures() {
			const { violations: _violations, ...measured } = await seen();
			const firstPaintMs = await page.evaluate<number>(
				'performance.getEntriesByName("first-contentful-paint")[0]?.startTime',
			);
			return { ...measured, firstPaintMs };
		},
		async leave() {
			expect(await all()).toEqual([]);
			await context.close();
		},
	};
}
