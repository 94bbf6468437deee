import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** How long a child may take to end by itself before it is killed. */
const END_TIMEOUT_MS = 5_000;

/**
 * @typedef {object} Child
 * @property {(action: string, input?: object) => Promise<any>} ask Sends one request; rejects with the child's own error.
 * @property {() => Promise<void>} end Lets the child go and waits until it is gone.
 */

/**
 * Starts a script of this folder as a process of its own that answers requests over IPC (see `answerRequests`).
 *
 * @param {string} script File name in this folder.
 * @param {{ args?: readonly string[], execArgv?: readonly string[] }} [options]
 * @returns {Child}
 */
export function startChild(script, { args = [], execArgv = [] } = {}) {
	const path = fileURLToPath(new URL(script, import.meta.url));
	const child = fork(path, [...args], {
		execArgv: [...execArgv],
		stdio: ["ignore", "inherit", "inherit", "ipc"],
	});
	const exited = once(child, "exit");
	const waiting = new Map();
	let count = 0;
	child.on("message", (/** @type {any} */ { id, result, error }) => {
		const { resolve, reject } = waiting.get(id);
		waiting.delete(id);
		if (error === undefined) resolve(result);
		else reject(new Error(`${script}: ${error}`));
	});
	child.on("exit", (code, signal) => {
		for (const { reject } of waiting.values())
			reject(new Error(`${script} ended early (${signal ?? code})`));
	});
	return {
		ask: (action, input = {}) =>
			new Promise((resolve, reject) => {
				const id = ++count;
				waiting.set(id, { resolve, reject });
				child.send({ id, action, input }, (error) => {
					if (error !== null) reject(error);
				});
			}),
		async end() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			if (child.connected) child.disconnect();
			const kill = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_MS);
			await exited;
			clearTimeout(kill);
		},
	};
}

/**
 * The other end: answers every request by the action it names, and ends with the process that started it.
 *
 * @param {Readonly<Record<string, (input: any) => unknown>>} actions
 */
export function answerRequests(actions) {
	process.on("message", async ({ id, action, input }) => {
		try {
			const run = actions[action];
			if (run === undefined) throw new Error(`no action ${action}`);
			process.send?.({ id, result: (await run(input)) ?? null });
		} catch (error) {
			const text = error instanceof Error ? error.stack : String(error);
			if (process.connected) process.send?.({ id, error: text });
		}
	});
	process.on("disconnect", () => process.exit());
}
