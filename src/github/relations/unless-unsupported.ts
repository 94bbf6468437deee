/** What is asked of a server that may not know of it. */
export interface MaySupport {
	/** Asks something about an issue; undefined where the server does not know what it is asked. */
	ask<T>(issue: number, act: () => Promise<T>): Promise<T | undefined>;
	/** True while the server is taken not to know of it. */
	readonly isLacking: boolean;
	/** The server may have learned it since, or it was a mistake. */
	askAgain(): void;
}

/** How an endpoint is tried out on one issue; both throw the errors of requests. */
export interface SupportTest {
	/** Lists what there is, which changes nothing and depends on nothing but the issue. */
	readonly list: (issue: number) => Promise<unknown>;
	readonly isThere: (issue: number) => Promise<unknown>;
}

/**
 * Asks until it turns out that the server does not know what it is asked. Anything may be missing where something is written:
 * only listing on an issue that is there tells. What is about an issue that is gone throws its error.
 */
export function unlessUnsupported({ list, isThere }: SupportTest): MaySupport {
	let isSupported: boolean | undefined;
	const isMissing = async (issue: number) => {
		try {
			await list(issue);
			return false;
		} catch (error) {
			if (!isGone(error)) throw error;
			await isThere(issue);
			return true;
		}
	};
	return {
		get isLacking() {
			return isSupported === false;
		},
		askAgain() {
			isSupported = undefined;
		},
		async ask(issue, act) {
			if (isSupported === false) return undefined;
			try {
				return await act();
			} catch (error) {
				if (isSupported === true || !isGone(error)) throw error;
				isSupported = !(await isMissing(issue));
				if (isSupported) throw error;
				return undefined;
			}
		},
	};
}

function isGone(error: unknown): boolean {
	const { status } = error as { status?: number };
	return status === 404 || status === 410;
}
