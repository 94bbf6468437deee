import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { ownBundle } from "../support/own-bundle.ts";
import { apiClient } from "../web/api-client.ts";
import { startCli } from "./work-place.ts";

const CONFIG = `review: never
pushes_per_minute: 0
lease: { default: 3s, min: 1s, max: 1h, grace: 1s }
attempts: { max: 5, backoff: 1s, backoff_max: 10s }
`;

let app: AppOnForge;
let bundle: Awaited<ReturnType<typeof ownBundle>>;
/** Where there is no repository. */
let directory: string;

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG });
	await app.served.sweep();
	bundle = await ownBundle();
	directory = await mkdtemp(join(tmpdir(), "baton-remote-work-"));
}, 180_000);

afterAll(async () => {
	await bundle.remove();
	await app.close();
	await rm(directory, { recursive: true, force: true });
});

function start(agent: string, words: readonly string[]) {
	return startCli(bundle.cli, words, {
		directory,
		env: {
			BATON_URL: app.served.url,
			BATON_REPO: `${DEMO.owner}/${DEMO.repo}`,
			BATON_AGENT: agent,
			LOG: join(directory, agent),
		},
	});
}

const drain = (agent: string, script: string) =>
	start(agent, ["work", "--until-empty", "--", "sh", "-c", script]);

async function enroll(title: string, input: object = {}): Promise<string> {
	const { body } = await apiClient(app).say("maintainer", "enroll", {
		...{ title, ...input },
	});
	if (body.task === undefined) throw new Error(body.message);
	return body.task;
}

async function statusOf(task: string) {
	const { body } = await apiClient(app).ask("agent-1", "show", `?task=${task}`);
	return body.data.task ?? body.data;
}

test("two workers drain a board on a server, each task done once, and their own commands reach it too", async () => {
	const first = await enroll("First");
	const rest: string[] = [];
	for (const title of ["Second", "Third", "Fourth"])
		rest.push(await enroll(title, { blocked_by: [rest.at(-1) ?? first] }));
	const others = [await enroll("Fifth"), await enroll("Sixth")];
	const all = [first, ...rest, ...others];
	const note = `"${process.execPath}" "${bundle.cli}" note "$BATON_TASK_ID" "seen by $BATON_AGENT" >/dev/null`;
	const script = `echo "$BATON_TASK_ID $BATON_LEASE_ID" >> "$LOG"; ${note} || exit 1; echo "made by $BATON_AGENT" > "$BATON_RESULT_FILE"`;
	const workers = ["agent-1", "agent-2"].map((agent) => drain(agent, script));
	for (const { ended, output } of workers)
		expect(await ended, output()).toBe(0);
	const logs = await Promise.all(
		["agent-1", "agent-2"].map((agent) =>
			readFile(join(directory, agent), "utf8").catch(() => ""),
		),
	);
	const begun = logs.join("").trim().split("\n");
	expect(begun.toSorted()).toEqual(
		all.map((task) => `${task} acme/demo/board:${task}@1`).toSorted(),
	);
	for (const task of all)
		expect(await statusOf(task)).toMatchObject({
			...{
				status: "done",
				deliverable: expect.stringMatching(/^made by agent-[12]$/),
			},
		});
	const board = start("agent-1", ["board"]);
	expect(await board.ended, board.output()).toBe(0);
	expect(board.output()).toMatch(/^acme\/demo board: 0 open, 6 ended/);
}, 120_000);

test("a lease that is taken away on the server ends the command", async () => {
	const task = await enroll("Taken away");
	const worker = drain("agent-1", "echo running; while :; do sleep 0.1; done");
	await worker.printed(/^running$/m);
	const said = await apiClient(app).say("maintainer", "cancel", { task });
	expect(said.body, said.body.message).toMatchObject({ ok: true });
	expect(await worker.ended, worker.output()).toBe(0);
	expect(worker.output()).toContain(`${task}: the lease is lost`);
}, 120_000);

test("Ctrl-C ends a wait on the server at once", async () => {
	const task = await enroll("Soon done");
	const worker = start("agent-1", ["work", "--", "true"]);
	await worker.printed(new RegExp(`${task}: done`));
	worker.process.kill("SIGINT");
	expect(await worker.ended, worker.output()).toBe(0);
}, 60_000);
