import { afterAll, beforeAll, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { openStage, type Stage } from "./stage.ts";

/** Each would set `globalThis.pwned` if it were taken for more than text. */
const ATTEMPTS = [
	"<script>globalThis.pwned = 1</script>",
	'<img src=x onerror="globalThis.pwned = 2">',
	"<svg onload=globalThis.pwned=3><a href=javascript:globalThis.pwned=4>go</a></svg>",
	"[press](javascript:globalThis.pwned=5) ![see](https://evil.example/x.png)",
	"<!-- globalThis.pwned = 6 --><iframe srcdoc='<script>parent.pwned=7</script>'></iframe>",
	"</title></textarea><form action=https://evil.example><button formaction=javascript:globalThis.pwned=8>send</button></form>",
	'<a href="data:text/html,<script>opener.pwned=9</script>" target=_blank style="position:fixed;inset:0">all</a><style>*{display:none}</style>',
];
const SAYS = /pwned/;
/** The pages beside those of tasks: most show what people wrote, the others have something else to wait for. */
const PAGES = [
	{ at: "", says: SAYS },
	{ at: "/graph", says: /<script>|img src/ },
	{ at: "/agents", says: /agent-1/ },
	{ at: "/metrics", says: /agent-1/ },
	{ at: "/audit", says: /agent-1/ },
	{ at: "/verbs", says: /claim-next/ },
] as const;

let stage: Stage;
const keys: string[] = [];

beforeAll(async () => {
	const opened = await openStage();
	if (opened === undefined) return;
	stage = opened;
	for (const [index, text] of ATTEMPTS.entries()) {
		const { task: key } = await stage.say("maintainer", "enroll", {
			title: text.slice(0, 200),
			description: `${text}\n\n**bold** ${text}`,
			goal: text,
			acceptance: [text],
			labels: [`l${index}<b onclick=pwned=1>`],
		});
		keys.push(key);
		await stage.say("agent-1", "claim", { task: key });
		await stage.say("agent-1", "note", { task: key, body: text });
		await stage.say("agent-1", "patch", {
			task: key,
			patch: {
				current_state: [text],
				decision_log: [text],
				open_questions: [text],
			},
		});
		await stage.say("agent-1", "artifact", {
			...{
				task: key,
				kind: "report",
				url: `https://example.com/?q=${index}`,
				title: text,
			},
		});
		await stage.say("agent-1", "fail", { task: key, reason: text });
	}
	// The graph shows what waits for something.
	for (const [index, task] of keys.slice(1).entries())
		await stage.say("maintainer", "depend", { task, on: [keys[index]] });
});

afterAll(() => stage?.close());

/** What no text of a board may ever become in a page. */
const FORBIDDEN = [
	"#app script, #app iframe, #app object, #app embed, #app style",
	"[onerror], [onload], [onclick], [srcdoc]",
	'a[href^="javascript:" i], a[href^="data:" i], [formaction], form[action*="evil"]',
	'img[src="x"], img[src^="http"]',
].join(", ");

testInBrowser.for(PAGES)(
	"what people wrote is text and nothing else on the page below the board at '$at'",
	async ({ at, says }) => {
		const { page, leave } = await stage.visit({ at });
		await page
			.locator("main")
			.getByText(says)
			.filter({ visible: true })
			.first()
			.waitFor();
		expect(await page.locator(FORBIDDEN).count()).toBe(0);
		expect(await page.evaluate("'pwned' in globalThis")).toBe(false);
		await leave();
	},
);

testInBrowser("titles stand on the board as they were written", async () => {
	const { page, leave } = await stage.visit();
	for (const [index, key] of keys.entries()) {
		const card = page.locator(`[data-task="${key}"]`);
		await card.waitFor();
		expect(await card.textContent()).toContain(
			ATTEMPTS[index]?.slice(0, 200) as string,
		);
	}
	await leave();
});

testInBrowser.for(ATTEMPTS.map((_, index) => index))(
	"a task that says attempt %i everywhere shows it and runs nothing",
	async (index) => {
		const text = ATTEMPTS[index] as string;
		const { page, leave } = await stage.visit({ at: `/task/${keys[index]}` });
		const main = page.locator("main");
		await main.getByRole("heading", { level: 1 }).waitFor();
		await expect
			.poll(async () =>
				(await main.textContent())?.includes(text.slice(0, 200)),
			)
			.toBe(true);
		for (const closed of await main
			.locator("details:not([open]) > summary")
			.all())
			if (await closed.isVisible()) await closed.click();
		expect(await page.locator(FORBIDDEN).count()).toBe(0);
		for (const link of await main.locator("a[href]").all())
			expect(
				await link.evaluate((one) => Reflect.get(one, "protocol")),
			).toMatch(/^https?:$/);
		expect(await page.evaluate("'pwned' in globalThis")).toBe(false);
		await leave();
	},
);

testInBrowser("the palette offers hostile titles as text", async () => {
	const { page, leave } = await stage.visit();
	await page.locator(`[data-task="${keys[0]}"]`).waitFor();
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: /^Search/ }).fill("pwned");
	await expect
		.poll(() => page.getByRole("dialog").getByRole("option").count())
		.toBeGreaterThan(3);
	expect(await page.locator(FORBIDDEN).count()).toBe(0);
	await leave();
});
