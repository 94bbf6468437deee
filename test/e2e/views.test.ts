import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { tasksOn, wrongOn } from "../support/shown.ts";

const PEOPLE = ["alice", "bob", "agent-1", "agent-2", "agent-3"];
const ISSUES = 20;
const COMMANDS = 200;

/** A write of the app's that people see as new content. */
interface Content {
	readonly issue: number;
	readonly atMs: number;
}

let app: AppOnForge;
const contents: Content[] = [];
/** Which issue a comment is on. */
const issueOf = new Map<number, number>();

/** Notes what the app writes into status comments, by the issue. */
const recording: typeof fetch = async (input, init) => {
	const url = new URL(String(input instanceof Request ? input.url : input));
	const atMs = Date.now();
	const response = await fetch(input, init);
	const isStatus = String(init?.body ?? "").includes("baton:status");
	const created = /\/issues\/(\d+)\/comments$/.exec(url.pathname)?.[1];
	const edited = /\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
	if (isStatus && init?.method === "POST" && created !== undefined) {
		const { id } = (await response.clone().json()) as { id: number };
		issueOf.set(id, Number(created));
		contents.push({ issue: Number(created), atMs });
	}
	if (isStatus && init?.method === "PATCH" && edited !== undefined)
		contents.push({ issue: issueOf.get(Number(edited)) ?? 0, atMs });
	return response;
};

beforeAll(async () => {
	app = await startAppOnForge({
		config:
			"review: never\nwip: { in_progress: 100 }\nlimits: { comment_commands_per_actor_per_minute: 1000, comment_commands_per_minute: 1000 }\n",
		fetch: recording,
	});
});

afterAll(() => app.close());

const COMMAND_KINDS = [
	"/claim",
	'/note decision "one more"',
	"/priority high",
	"/release",
	"/require python",
	"/assign @alice",
	"/priority low",
	'/block "for a while"',
	"/unblock",
	"/claim-next",
];

test("200 commands on 20 issues at once leave one status comment each, the right labels, and content at most every ten seconds", async () => {
	const { client } = app;
	const issues = await Promise.all(
		Array.from({ length: ISSUES }, async (_, index) => {
			const { data } = await client.as("maintainer").rest.issues.create({
				...DEMO,
				title: `Task ${index}`,
				labels: ["baton"],
			});
			return data.number;
		}),
	);
	await until("all tasks", async () =>
		(await tasksOn(client.directions.git).catch(() => [])).length === ISSUES
			? true
			: undefined,
	);
	const said = await Promise.all(
		Array.from({ length: COMMANDS }, (_, index) =>
			client.say(
				PEOPLE[index % PEOPLE.length] as string,
				issues[index % ISSUES] as number,
				COMMAND_KINDS[Math.floor(index / ISSUES)] as string,
			),
		),
	);
	for (const comment of said) await client.receipt(comment);
	const wrong = async () => {
		const tasks = await tasksOn(client.directions.git);
		return (
			await Promise.all(
				tasks.map((task) => wrongOn(task, client.as("maintainer"), DEMO)),
			)
		).flat();
	};
	// Two rounds of ten seconds at most: what the first left out the second has.
	let left: readonly string[] = [];
	await until(
		"the views",
		async () => {
			left = await wrong();
			return left.length === 0 ? true : undefined;
		},
		40_000,
	).catch((error) => expect([error, ...left]).toEqual([]));
	const gaps = issues.flatMap((issue) => {
		const times = contents
			.filter((one) => one.issue === issue)
			.map(({ atMs }) => atMs);
		expect(times.length).toBeGreaterThan(0);
		return times.slice(1).map((atMs, index) => atMs - (times[index] as number));
	});
	expect(gaps.filter((ms) => ms < 9_900)).toEqual([]);
	expect(contents.length).toBeLessThan(COMMANDS / 2);
}, 90_000);
