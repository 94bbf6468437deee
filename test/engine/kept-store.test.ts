import { expect, test } from "vitest";
import { githubIdentity } from "../../src/engine/identity.ts";
import { keptStore } from "../../src/engine/kept-store.ts";
import { Engine } from "../../src/engine/perform.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import { person } from "../support/bench.ts";

const BATON = { id: 900, login: "baton[bot]" };
const RENAMED = { id: 901, login: "baton-two[bot]" };
const WORKFLOW = { id: 41_898_282, login: "github-actions[bot]" };

/** A form of Baton on a board; `isGuarded` is false for one that writes wherever it likes. */
function open(
	repository: MemoryRepository,
	app: typeof BATON,
	isGuarded = true,
) {
	const identity = githubIdentity(app);
	const inner = openMemoryStore(repository);
	const kept = keptStore(inner, identity.committer(0));
	const store = isGuarded ? kept.store : inner;
	const engine = new Engine({
		...{ store, identity, build: "test" },
		nowMs: () => Date.UTC(2026, 10, 20),
		pause: async () => undefined,
		onDefect: (error) => {
			throw error;
		},
	});
	const begin = () =>
		engine.perform([
			{
				...{ verb: "configure", input: { name: "board", config: {} } },
				...{ actor: app, role: "app", opId: "open" },
			},
		]);
	const enroll = (task: string) =>
		engine.perform([
			{
				...{ verb: "enroll", task, input: { title: "T", issue: Number(task) } },
				...{ actor: person("alice"), role: "write", opId: `t${task}` },
			},
		]);
	const keeper = async () => (await kept.keptBy())?.name;
	return { begin, enroll, keeper, head: () => inner.head() };
}

const refused = { code: "KEPT_BY_ANOTHER" };

test("a board is whoever's first commit it has, also when others have written on it since", async () => {
	const repository = new MemoryRepository();
	const workflow = open(repository, WORKFLOW);
	expect(await workflow.keeper()).toBeUndefined();
	await workflow.begin();
	expect(await workflow.keeper()).toBe(WORKFLOW.login);
	await open(repository, BATON, false).enroll("1");
	expect(await open(repository, BATON).keeper()).toBe(WORKFLOW.login);
	expect(await open(repository, WORKFLOW).keeper()).toBe(WORKFLOW.login);
});

test("nothing is written to a board that another form of Baton keeps", async () => {
	for (const [one, other] of [
		[BATON, WORKFLOW],
		[WORKFLOW, BATON],
	] as const) {
		const repository = new MemoryRepository();
		await open(repository, one).begin();
		const stranger = open(repository, other);
		const before = await stranger.head();
		await expect(stranger.enroll("1")).rejects.toMatchObject(refused);
		expect(await stranger.head()).toBe(before);
		await expect(open(repository, one).enroll("1")).resolves.toMatchObject([
			{ ok: true },
		]);
	}
});

test("who finds no board, and then is not the first, writes nothing either", async () => {
	const repository = new MemoryRepository();
	const late = open(repository, WORKFLOW);
	expect(await late.keeper()).toBeUndefined();
	await open(repository, BATON).begin();
	const before = await late.head();
	await expect(late.enroll("1")).rejects.toMatchObject(refused);
	expect(await late.head()).toBe(before);
	expect(await late.keeper()).toBe(BATON.login);
});

test("an App under another name than before goes on with its board", async () => {
	const repository = new MemoryRepository();
	await open(repository, BATON).begin();
	await expect(open(repository, RENAMED).enroll("1")).resolves.toMatchObject([
		{ ok: true },
	]);
});
