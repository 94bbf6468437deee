import { type GraphqlFault, isLimit } from "./ask.ts";

/** Without a word from GitHub about how long to wait: a secondary limit asks for at least a minute. */
const LIMITED_MS = 60_000;

interface Failed {
	readonly status?: number;
	readonly message?: string;
	readonly errors?: readonly GraphqlFault[];
	readonly headers?: Headers;
	readonly response?: { readonly headers?: Headers };
}
type Headers = Readonly<Record<string, string | number | undefined>>;

/** Until when GitHub wants to be left alone, where that is what an error says. */
export function limitedUntilMs(
	error: unknown,
	nowMs: number,
): number | undefined {
	const { status, message = "", errors = [], ...rest } = error as Failed;
	const headers = rest.headers ?? rest.response?.headers ?? {};
	const isTurnedAway =
		status === 429 || (status === 403 && /rate limit|abuse/i.test(message));
	if (!isTurnedAway && !errors.some(isLimit)) return undefined;
	const afterMs = Number(headers["retry-after"]) * 1_000;
	if (afterMs > 0) return nowMs + afterMs;
	const isUsedUp = String(headers["x-ratelimit-remaining"]) === "0";
	const resetMs = Number(headers["x-ratelimit-reset"]) * 1_000;
	return isUsedUp && resetMs > nowMs ? resetMs : nowMs + LIMITED_MS;
}

/** True when GitHub does not let the app do this, or shows it nothing. */
export function isForbidden(fault: unknown): boolean {
	const { type, status, message = "" } = fault as GraphqlFault & Failed;
	return (
		type === "FORBIDDEN" ||
		type === "INSUFFICIENT_SCOPES" ||
		status === 403 ||
		/not accessible by integration/i.test(message)
	);
}

/** The faults of one error, itself among them. */
export function faultsOf(error: unknown): readonly unknown[] {
	return [error, ...((error as Failed).errors ?? [])];
}
