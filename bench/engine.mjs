import { setTimeout as pause } from "node:timers/promises";

import { githubIdentity } from "../dist/engine/identity.js";
import { Engine } from "../dist/engine/perform.js";
import { PushPace } from "../dist/engine/push-pace.js";

/** Baton's own account on the boards of the bench. */
export const APP = { id: 900, login: "baton[bot]" };
export const IDENTITY = githubIdentity(APP);

/**
 * The app's own engine on a store; a defect ends the measurement.
 *
 * @param {import("../dist/store/store.js").Store} store
 * @param {import("../dist/store/saved-index.js").SavedIndex} [saved]
 */
export function openEngine(store, saved) {
	return new Engine({
		store,
		saved,
		identity: IDENTITY,
		nowMs: Date.now,
		pause: (ms) => pause(ms),
		pace: new PushPace(() => performance.now()),
		build: "bench",
		onDefect: (error) => {
			console.error(error);
			process.exitCode = 1;
		},
	});
}

/**
 * A command of one of many writers, each with an account of its own.
 *
 * @param {number} writer
 * @param {{ verb: string, task?: string, input?: import("../dist/core/errors.js").JsonObject, opId: string }} command
 * @returns {import("../dist/engine/saying.js").Saying}
 */
export function said(writer, { verb, task, input = {}, opId }) {
	return {
		verb,
		input,
		...(task === undefined ? {} : { task }),
		actor: { id: 10_000 + writer, login: `writer-${writer}` },
		role: "write",
		opId,
	};
}

/** Opens a board: what the app itself says first on a new branch. No limit stands in the way of many writers. */
export async function openBoard(engine) {
	const config = {
		wip: { in_progress: 1_000_000, review: 1_000_000 },
		pushes_per_minute: 0,
		limits: { tasks: 1_000_000 },
	};
	const [answer] = await engine.perform([
		{
			verb: "configure",
			input: { name: "board", config },
			actor: APP,
			role: "app",
			opId: "e1",
		},
	]);
	if (!answer?.ok) throw new Error(`no board: ${JSON.stringify(answer)}`);
}
