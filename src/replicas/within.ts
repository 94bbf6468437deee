import { setTimeout as pause } from "node:timers/promises";

/** What `work` comes to, or an error after so many milliseconds: then it goes on, and nobody waits for it. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
	const ending = new AbortController();
	const tooLate = pause(ms, undefined, { signal: ending.signal }).then(() => {
		throw new Error(`no answer within ${ms} ms`);
	});
	tooLate.catch(() => undefined);
	work.catch(() => undefined);
	try {
		return await Promise.race([work, tooLate]);
	} finally {
		ending.abort();
	}
}
