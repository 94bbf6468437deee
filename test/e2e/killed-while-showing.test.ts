import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { type Client, makeClient, until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { tasksOn, wrongOn } from "../support/shown.ts";

const KILLS = 24;
const ISSUES = 5;
const PEOPLE = ["alice", "bob", "agent-1"];

let scratch: string;
let forge: Forge;
let client: Client;
let app: Replica;

async function start(): Promise<void> {
	app = await startReplica(forge, join(scratch, "home"));
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const seed = demoSeed();
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: {
			...seed,
			repositories: seed.repositories.map((repository) => ({
				...repository,
				files: { ...repository.files, ".github/baton.yml": "review: never\n" },
			})),
		},
	});
	client = makeClient({
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...DEMO,
		tokens: forge.tokens,
		app: { url: "", id: 0, slug: "baton", webhookSecret: "" },
		pids: [],
	});
	await start();
});

afterAll(async () => {
	await app.stop("SIGKILL");
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

/** Numbers that look like chance and are the same each time. */
function* chance(seed: number): Generator<number> {
	for (let state = seed; ; ) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		yield state / 2 ** 32;
	}
}

/** Something a person does on an issue, by comment or by hand. */
async function act(
	issue: number,
	who: string,
	choice: number,
): Promise<unknown> {
	const { rest } = client.as(who);
	const at = { ...DEMO, issue_number: issue };
	const acts: (() => Promise<unknown>)[] = [
		() => client.say(who, issue, "/claim"),
		() => client.say(who, issue, "/release"),
		() => client.say(who, issue, "/baton reopen"),
		() => client.say(who, issue, "/require python"),
		() => client.say(who, issue, `/assign @${who}`),
		() => rest.issues.addLabels({ ...at, labels: ["priority:high"] }),
		() => rest.issues.addLabels({ ...at, labels: ["baton:done"] }),
		() =>
			rest.issues
				.removeLabel({ ...at, name: "priority:normal" })
				.catch(() => undefined),
		() =>
			rest.issues.update({ ...at, state: "closed", state_reason: "completed" }),
		() => rest.issues.update({ ...at, state: "open" }),
		() => rest.issues.removeAssignees({ ...at, assignees: [who] }),
	];
	return acts[Math.floor(choice * acts.length)]?.();
}

test("killed at 24 random moments between a person's act and its views, the app shows what the board says once it runs again", async () => {
	const numbers = chance(7);
	const next = () => numbers.next().value as number;
	const issues: number[] = [];
	for (let index = 0; index < ISSUES; index++) {
		const { data } = await client.as("maintainer").rest.issues.create({
			...DEMO,
			title: `Task ${index}`,
			labels: ["baton"],
		});
		issues.push(data.number);
	}
	for (let round = 0; round < KILLS; round++) {
		for (let count = 0; count < 3; count++)
			await act(
				issues[Math.floor(next() * ISSUES)] as number,
				PEOPLE[Math.floor(next() * PEOPLE.length)] as string,
				next(),
			);
		// The moment of the end is what this is about; nothing is waited for.
		await pause(next() * 1_200);
		await app.stop("SIGKILL");
		if (round === KILLS / 2) await leaveSecondStatus(issues[0] as number);
		await start();
	}
	// It got on with the work in between, or none of these moments was one.
	expect(await tasksOn(client.directions.git)).toHaveLength(ISSUES);
	let left: readonly string[] = ["not looked yet"];
	await until(
		"the views",
		async () => {
			const tasks = await tasksOn(client.directions.git);
			const wrong = tasks.map((task) =>
				wrongOn(task, client.as("maintainer"), DEMO),
			);
			left = (await Promise.all(wrong)).flat();
			return left.length === 0 ? true : undefined;
		},
		120_000,
	).catch((error) => expect([error, ...left]).toEqual([]));
	const board = await openHttpStore({
		url: client.directions.git,
		branch: "baton/board",
		cacheDir: join(scratch, "reader"),
	});
	expect(await brokenInvariants(board)).toEqual([]);
	expect(
		await verify(board, { identity: githubIdentity({ id: 0, login: "" }) }),
	).toMatchObject({ ok: true });
}, 400_000);

/** What two processes may leave behind that wrote in the same moment. */
async function leaveSecondStatus(issue: number): Promise<void> {
	await client.as("baton").rest.issues.createComment({
		...DEMO,
		issue_number: issue,
		body: "<!-- baton:status -->\n\nanother",
	});
}
