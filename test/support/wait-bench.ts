import { Engine } from "../../src/engine/perform.ts";
import { Presence } from "../../src/engine/presence.ts";
import type { WaitRequest } from "../../src/engine/wait.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bench, makeBench, person } from "./bench.ts";

/** A bench whose engine waits by a fake clock too: timers go off when time is moved past them. */
export interface WaitBench extends Bench {
	/** Moves time, and lets everything happen that it brings about. */
	pass(ms: number): Promise<void>;
	/** How many timers are set. */
	timers(): number;
	/** Another engine on the same branch and the same time. */
	open(store?: Store, presence?: Presence): Engine;
}

export function makeWaitBench(): WaitBench {
	const bench = makeBench();
	const timers = new Map<object, { atMs: number; act: () => void }>();
	const open = (
		store = openMemoryStore(bench.repository),
		presence = new Presence(),
	) =>
		new Engine({
			store,
			presence,
			identity: bench.identity,
			nowMs: bench.nowMs,
			pause: async () => undefined,
			build: "test",
			later: (ms, act) => {
				const name = {};
				timers.set(name, { atMs: bench.nowMs() + ms, act });
				return () => timers.delete(name);
			},
			onDefect: (error) => {
				// Thrown where nobody catches it, it fails the run and leaves the engine to itself.
				queueMicrotask(() => {
					throw error;
				});
			},
		});
	const engine = open(bench.store);
	return {
		...bench,
		engine,
		open,
		timers: () => timers.size,
		async pass(ms) {
			bench.advance(ms);
			for (const [name, { atMs, act }] of [...timers])
				if (atMs <= bench.nowMs() && timers.delete(name)) act();
			await engine.inspect(() => undefined);
		},
	};
}

/** A wait of somebody for as long as one may. */
export function waitOf(
	agent: string,
	more: Partial<WaitRequest> = {},
): WaitRequest {
	return {
		actor: person(agent),
		agent,
		role: "write",
		timeoutMs: 50_000,
		...more,
	};
}
