import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

/** What sweeping costs when nothing happens. */
let app: AppOnForge;
let aheadMs = 0;
let answers: { readonly route: string; readonly status: number }[] = [];

beforeAll(async () => {
	const listening: typeof fetch = async (input, init) => {
		const answer = await fetch(input, init);
		const { pathname } = new URL(String(input));
		answers.push({
			route: `${init?.method ?? "GET"} ${pathname}`,
			status: answer.status,
		});
		return answer;
	};
	app = await startAppOnForge({
		fetch: listening,
		nowMs: () => Date.now() + aheadMs,
	});
	await app.client
		.as("maintainer")
		.rest.issues.create({ ...DEMO, title: "One", labels: ["baton"] });
});

afterAll(() => app.close());

test("a sweep after which nothing has happened costs nothing of the primary limit", async () => {
	const own = (one: { readonly route: string }) =>
		one.route.includes(`/repos/${DEMO.owner}/${DEMO.repo}/`) ||
		one.route.endsWith("/installation/repositories");
	const costs = async () => {
		answers = [];
		await app.served.sweep();
		return answers.filter(own).filter(({ status }) => status !== 304);
	};
	await until("the status comment", async () => {
		const { data } = await app.client
			.as("alice")
			.rest.issues.listComments({ ...DEMO, issue_number: 1 });
		return data.find(({ body }) => body?.includes("<!-- baton:status -->"));
	});
	// By now everything is old enough: the marks move to it, and what is asked for from there on is read once.
	aheadMs = 3_600_000;
	for (const _ of [1, 2, 3]) await costs();
	expect(await costs()).toEqual([]);
	expect(await costs()).toEqual([]);
	expect(answers.filter(own).map(({ route }) => route)).toContain(
		`GET /api/v3/repos/${DEMO.owner}/${DEMO.repo}/issues/comments`,
	);
}, 60_000);
