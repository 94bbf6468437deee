/** One thing that was looked at: what was found out, or why nothing could be. */
export type Looked<F> =
	| { readonly found: F }
	| { readonly unknown: { readonly part: string; readonly why: string } };

/** What takes longer is not waited for: the rest of the answer must not. */
const WITHIN_MS = 10_000;

/** Never repeated: a doctor that waits for the server to recover tells nobody that it is ill. */
export const ONCE = { request: { retries: 0 } };

/** Looks at one thing. Whatever keeps it from being found out makes it unknown, never fine. */
export async function look<F>(
	part: string,
	ask: () => Promise<F>,
): Promise<Looked<F>> {
	try {
		return { found: await inTime(ask()) };
	} catch (error) {
		return { unknown: { part, why: whyNot(error) } };
	}
}

function inTime<F>(asked: Promise<F>): Promise<F> {
	const signal = AbortSignal.timeout(WITHIN_MS);
	return Promise.race([
		asked,
		new Promise<never>((_, reject) => {
			signal.addEventListener("abort", () => reject(signal.reason));
		}),
	]);
}

/** In our own words: what an error says may hold addresses and tokens. */
function whyNot(error: unknown): string {
	const { status, name } = error as { status?: number; name?: string };
	if (name === "TimeoutError")
		return `no answer within ${WITHIN_MS / 1_000} seconds`;
	if (status === 404 || status === 410)
		return `the server does not offer it: ${status}`;
	if (status === 401 || status === 403)
		return `the App may not ask for it: ${status}`;
	return status === undefined
		? "the server does not answer"
		: `the server answered ${status}`;
}
