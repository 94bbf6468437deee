import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { hostedAccess } from "../../src/hosted-access.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { startChromium, testInBrowser } from "../support/chromium.ts";

const BOARD = `/boards/${DEMO.owner}/${DEMO.repo}/board`;
const PAGE_FOLDER = new URL("../../dist/page", import.meta.url).pathname;

let browser: Browser | undefined;
let app: AppOnForge;
let front: Server;
let url: string;

/** The hosted form on a private repository, below an address that is known before it starts. */
beforeAll(async () => {
	browser = await startChromium();
	if (browser === undefined) return;
	front = createServer((asked, answer) => {
		const { port } = new URL(app.served.url);
		const { method, url: path, headers } = asked;
		const passed = request({ host: "127.0.0.1", port, method, path, headers });
		passed.on("response", (response) => {
			answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
			response.pipe(answer);
		});
		passed.on("error", () => answer.destroy());
		answer.on("close", () => passed.destroy());
		asked.pipe(passed);
	});
	front.listen(0, "127.0.0.1");
	await once(front, "listening");
	url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
	app = await startAppOnForge({
		pageFolder: PAGE_FOLDER,
		seed: (seed) => ({
			...seed,
			users: [...seed.users, { login: "stranger" }],
			repositories: seed.repositories.map((one) => ({ ...one, private: true })),
		}),
		access: ({ apiUrl, apps }) => {
			const { privateKey, clientId, clientSecret } =
				apps.baton as AppOnForge["forge"]["apps"][string];
			const signIn = { publicUrl: url, clientId, clientSecret };
			const access = hostedAccess({ apiUrl, privateKey, signIn }, () => {});
			if (access === undefined) throw new Error("the doors are closed");
			return access;
		},
	});
	await app.client.as("maintainer").rest.issues.create({
		...{ ...DEMO, title: "Log every request", labels: ["baton"] },
	});
	await app.served.sweep();
}, 60_000);

afterAll(async () => {
	await browser?.close();
	await app?.close();
	front?.closeAllConnections();
	front?.close();
});

/** Opens the board, goes the way to GitHub by what is offered there, and comes back as this person. */
async function signedIn(login: string) {
	if (browser === undefined) throw new Error("there is no browser");
	const context = await browser.newContext();
	context.setDefaultTimeout(15_000);
	const page = await context.newPage();
	await page.goto(`${url}${BOARD}`);
	await page.getByRole("link", { name: "Sign in with GitHub" }).click();
	await page.getByText(login, { exact: true }).first().click();
	await page.waitForURL(`${url}${BOARD}`);
	return { page, context };
}

testInBrowser(
	"whoever may read a private repository signs in, sees its board live, acts, and signs out",
	async () => {
		const { page, context } = await signedIn("alice");
		const card = page.locator("[data-task]", { hasText: "Log every request" });
		await card.waitFor();
		await page.locator(".live.on").waitFor();
		await card.getByRole("link").first().click();
		await page.getByRole("button", { name: "Claim" }).click();
		await expect
			.poll(() => page.locator("main").textContent())
			.toMatch(/Held by\s*alice/);
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByRole("link", { name: "Sign in with GitHub" }).waitFor();
		await context.close();
	},
);

testInBrowser(
	"a stranger who signed in is told what is told of a board that is not there",
	async () => {
		const { page, context } = await signedIn("stranger");
		const seen: (string | null)[] = [];
		for (const path of [BOARD, `/boards/${DEMO.owner}/none/board`]) {
			const response = await page.goto(`${url}${path}`);
			expect(response?.status()).toBe(404);
			await page.getByRole("heading", { name: "No such board" }).waitFor();
			seen.push(await page.locator("main").textContent());
		}
		expect(seen[0]?.replace(DEMO.repo, "none")).toBe(seen[1]);
		await context.close();
	},
);
