import { Engine } from "../../src/engine/perform.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Bench } from "./bench.ts";

/** A process that does not live to answer: its push takes effect or not, and then it is gone. */
export async function dieSaying(
	bench: Bench,
	saying: Saying,
	fate: "before" | "after",
) {
	let isGone = false;
	const store = openMemoryStore(bench.repository, (point) => {
		if (point !== fate) return;
		isGone = true;
		throw new Error("killed");
	});
	const head = async () => {
		if (isGone)
			throw Object.assign(new Error("killed"), { code: "STORE_UNAVAILABLE" });
		return store.head();
	};
	const engine = new Engine({
		store: { ...store, head },
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	const answers = engine.perform([saying]);
	await answers.catch((error: { code?: string }) => {
		if (error.code !== "STORE_UNAVAILABLE") throw error;
	});
}
