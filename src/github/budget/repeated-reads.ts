/** Reading is tried again after so long, each time longer. */
const PAUSES_MS = [1_000, 4_000, 9_000];

/**
 * Tries to read again what a server failed to answer. Nothing else is ever repeated by the client: a creation may have had its effect
 * although the answer is an error or never came, and only who looks first may make it once more.
 */
export async function repeatedReads<T>(
	read: () => Promise<T>,
	pause: (ms: number) => Promise<unknown>,
): Promise<T> {
	for (const pauseMs of PAUSES_MS) {
		try {
			return await read();
		} catch (error) {
			if (!isPassing(error)) throw error;
			await pause(pauseMs);
		}
	}
	return read();
}

/** True for a server that failed, or a line that broke: octokit tells both as a status from 500 on. */
function isPassing(error: unknown): boolean {
	const { status = 0 } = Object(error) as { status?: number };
	return status >= 500;
}
