import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { openRepositoryBoard } from "../../src/open-repository-board.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

const WORKFLOW = { id: 41_898_282, login: "github-actions[bot]" };

let scratch: string;
let app: AppOnForge;
beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-one-form-"));
	app = await startAppOnForge({ config: "review: never\n" });
});
afterAll(async () => {
	await app.close();
	await rm(scratch, { recursive: true, force: true });
});

/** A board as a workflow opens it. */
const asWorkflow = () =>
	openRepositoryBoard({
		repository: { id: 1, ...DEMO },
		app: WORKFLOW,
		gitHost: new URL(app.forge.apiUrl).origin,
		cache: join(scratch, "cache"),
		token: () => Promise.resolve(app.forge.tokens.maintainer as string),
		lastShown: () => Promise.resolve(undefined),
		log: { debug: () => undefined, error: () => undefined },
	});

test("the App neither writes to a board that a workflow keeps nor shows it", async () => {
	const board = await asWorkflow();
	await board.perform([
		{
			...{ verb: "configure", input: { name: "board", config: {} } },
			...{ actor: WORKFLOW, role: "app", opId: "open" },
		},
	]);
	await board.close();
	const before = await app.board.head();
	expect(before).not.toBeNull();
	const { issues } = app.client.as("maintainer").rest;
	const { data } = await issues.create({
		...{ ...DEMO, title: "Whose is it?", labels: ["baton"] },
	});
	const on = { ...DEMO, issue_number: data.number };
	await issues.createComment({ ...on, body: "/claim" });
	await app.served.sweep();
	expect(await app.board.head()).toBe(before);
	expect((await issues.listComments(on)).data).toHaveLength(1);
	const caller = { actor: { id: 1, login: "alice" } };
	const place = { ...DEMO, board: "board" };
	expect(await app.served.openBoard(place, caller)).toMatchObject({
		...{ ok: false, code: "NOT_FOUND" },
	});
});
