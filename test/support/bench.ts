import type { Actor } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { githubIdentity, type Identity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import type { Saying } from "../../src/engine/saying.ts";
import type { CommentRecord } from "../../src/github/api.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";

/** Baton's own account in tests. */
export const APP: Actor = { id: 900, login: "baton[bot]" };

/** Everybody in tests by name; ids are fixed so that commits are. */
const IDS = [
	"maintainer",
	"alice",
	"bob",
	"agent-1",
	"agent-2",
	"agent-3",
	"guest",
	"mallory",
];

/** A person's account. */
export function person(login: string): Actor {
	const index = IDS.indexOf(login);
	return { id: index === -1 ? 10_000 + login.length : index + 1, login };
}

/** An engine on a board in memory, with a clock that stands still until it is moved. */
export interface Bench {
	readonly engine: Engine;
	readonly store: Store;
	readonly repository: MemoryRepository;
	readonly identity: Identity;
	readonly nowMs: () => number;
	advance(ms: number): void;
	nextEvent(): string;
	nextComment(issue: number, author: Actor): Omit<CommentRecord, "body">;
	appSays(verb: string, input: JsonObject, task?: string): Saying;
	/** Another process on the same branch. */
	replica(): Engine;
}

const START_MS = Date.UTC(2026, 10, 20, 19, 0, 0);

export function makeBench(repository = new MemoryRepository()): Bench {
	let nowMs = START_MS;
	let count = 1_000;
	const identity = githubIdentity(APP);
	const open = (store: Store) =>
		new Engine({
			store,
			identity,
			nowMs: () => nowMs,
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
		});
	const store = openMemoryStore(repository);
	const next = () => ++count;
	return {
		engine: open(store),
		store,
		repository,
		identity,
		nowMs: () => nowMs,
		advance: (ms) => {
			nowMs += ms;
		},
		nextEvent: () => `t${next()}`,
		nextComment: (issue, author) => {
			const at = new Date(nowMs).toISOString();
			return {
				id: next(),
				issue,
				author: { ...author, isBot: false },
				createdAt: at,
				updatedAt: at,
			};
		},
		appSays: (verb, input, task) => ({
			verb,
			input,
			actor: APP,
			role: "app",
			opId: `e${next()}`,
			...(task === undefined ? {} : { task }),
		}),
		replica: () => open(openMemoryStore(repository)),
	};
}
