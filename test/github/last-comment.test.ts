import { expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import type { RepositoryApi } from "../../src/github/api.ts";
import { Repository } from "../../src/github/repository.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import { APP, makeBench } from "../support/bench.ts";
import { makeFakeGitHub, makeFakeHeads } from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";
import { openBoard } from "../support/speak.ts";

/** A process of the app; `onPushed` is called between a push that took effect and everything that follows from it. */
function startProcess(
	{ bench, github }: ReturnType<typeof world>,
	api: RepositoryApi = github,
	onPushed: () => void = () => undefined,
) {
	const store = openMemoryStore(bench.repository, (point) => {
		if (point === "after") onPushed();
	});
	return new Repository({
		api,
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
		engine: new Engine({
			store,
			identity: bench.identity,
			nowMs: bench.nowMs,
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
		}),
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: () => undefined,
		onRefusal: () => undefined,
	});
}

function world() {
	return { bench: makeBench(), github: makeFakeGitHub() };
}

test.each([
	["is lost with the process", false],
	["is lost, and so is the word that the push arrived", true],
])(
	"a receipt that %s is given by the next process, and nothing happens twice",
	async (_, losesAnswer) => {
		const there = world();
		const { bench, github } = there;
		await openBoard(bench, {}, ["7"]);
		const comment = github.write("alice", 7, '/note "the last words"\n/claim', {
			createdAt: new Date(bench.nowMs()).toISOString(),
		});
		// From the moment its push took effect nothing that this process does reaches anybody.
		let isDead = false;
		const killed = async () => {
			throw Object.assign(new Error("killed"), { status: 599 });
		};
		const api: RepositoryApi = {
			...github,
			react: (...args) => (isDead ? killed() : github.react(...args)),
			reply: (...args) => (isDead ? killed() : github.reply(...args)),
		};
		const first = startProcess(there, api, () => {
			isDead = true;
			if (losesAnswer) throw new Error("killed");
		});
		first.comment(comment);
		await first.settled();
		const written = await bench.store.head();
		expect(github.receipts.get(comment.id)).toBeUndefined();

		const second = startProcess(there);
		await second.sweep();
		await second.settled();
		expect(github.receipts.get(comment.id)).toEqual(["rocket"]);
		expect(await bench.store.head()).toBe(written);
		const task = await bench.engine.inspect((board) => ({
			notes: board.context("7").notes.length,
			fence: board.task("7")?.fence,
			holder: board.task("7")?.lease?.agent,
		}));
		expect(task).toEqual({ notes: 1, fence: 1, holder: "alice" });
		await startProcess(there).sweep();
		expect(github.receipts.get(comment.id)).toEqual(["rocket"]);
		expect(await bench.store.head()).toBe(written);
		expect(
			await verify(bench.store, { identity: bench.identity }),
		).toMatchObject({ ok: true });
	},
);
