import { Probot } from "probot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import type { Forge } from "../../src/forge/start-forge.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

const DELIVERIES = 1_000;
const ISSUES = 5;
const CONFIG = `review: never
pushes_per_minute: 0
limits: { comment_commands_per_actor_per_minute: 10000, comment_commands_per_minute: 10000 }
`;

/** A way to GitHub that can be stuck: it takes requests and answers none of them before it is let go. */
function makeWay() {
	let gate: Promise<void> | undefined;
	let open: () => void = () => undefined;
	let waiting = 0;
	const speak: typeof fetch = async (input, init) => {
		waiting += 1;
		const { signal } = init ?? {};
		const ended = new Promise<never>((_, reject) =>
			signal?.addEventListener("abort", () => reject(signal.reason)),
		);
		await Promise.race([gate, ended]);
		return fetch(input, init);
	};
	return {
		speak,
		/** Requests that were begun. */
		asked: () => waiting,
		stick() {
			gate = new Promise((resolve) => {
				open = resolve;
			});
		},
		letGo: () => open(),
	};
}

type AppIdentity = Forge["apps"][string];

const way = makeWay();
let on: AppOnForge;

beforeAll(async () => {
	on = await startAppOnForge({ config: CONFIG, fetch: way.speak });
	// Not even the repository can be opened.
	way.stick();
});

afterAll(async () => {
	way.letGo();
	await on.close();
});

/** How often each comment was carried out. */
async function carriedOut(): Promise<Map<number, number>> {
	const found = new Map<number, number>();
	const head = await on.board.head();
	if (head === null) return found;
	for await (const { message } of on.board.log(head)) {
		const id = Number(/^Baton-Id: c(\d+):1$/m.exec(message)?.[1] ?? 0);
		if (id > 0) found.set(id, (found.get(id) ?? 0) + 1);
	}
	return found;
}

/** How long each delivery took to be answered, in milliseconds. */
async function answerTimes(): Promise<readonly number[]> {
	const { id, privateKey } = on.forge.apps.baton as AppIdentity;
	const octokit = await new Probot({
		...{ appId: id, privateKey, secret: on.secret },
		...{ baseUrl: on.forge.apiUrl, logLevel: "fatal" },
	}).auth();
	const deliveries = await octokit.paginate(
		octokit.rest.apps.listWebhookDeliveries,
		{ per_page: 100, status: "success" },
	);
	return deliveries
		.filter(({ event }) => event === "issue_comment")
		.map(({ duration }) => duration * 1_000)
		.sort((a, b) => a - b);
}

test("a GitHub that takes requests and answers none keeps no delivery from its answer, and all is carried out once it answers again", async () => {
	const issues: number[] = [];
	for (let count = 0; count < ISSUES; count++) {
		const { data } = await on.client.as("maintainer").rest.issues.create({
			...{ ...DEMO, title: `Task ${count}`, labels: ["baton"] },
		});
		issues.push(data.number);
	}
	for (let count = 0; count < DELIVERIES; count++)
		await on.client.say(
			"alice",
			issues[count % ISSUES] as number,
			`/note number ${count}`,
		);
	await on.forge.settled();
	const times = await answerTimes();
	const p99 = times[Math.floor(times.length * 0.99)] as number;
	console.log(
		`${times.length} deliveries answered by an app whose GitHub is stuck: p99 ${p99.toFixed(1)} ms, longest ${times.at(-1)?.toFixed(1)} ms`,
	);
	expect(times).toHaveLength(DELIVERIES);
	expect(p99).toBeLessThan(500);
	// It asked, and heard nothing.
	expect(way.asked()).toBeGreaterThan(0);
	expect((await carriedOut()).size).toBe(0);
	way.letGo();
	await until(
		"all notes",
		async () => ((await carriedOut()).size === DELIVERIES ? true : undefined),
		90_000,
	);
	const counts = [...(await carriedOut()).values()];
	expect(counts.every((count) => count === 1)).toBe(true);
}, 150_000);
