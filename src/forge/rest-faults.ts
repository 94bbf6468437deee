import { type Answer, type Call, refusal } from "./call.ts";
import {
	createOrders,
	type Order,
	type StandingOrders,
} from "./standing-orders.ts";

/**
 * How a request fails: `502-before` and `502-after` it was carried out, at the secondary limit as a 403 or a 429, or at the
 * primary limit.
 */
export const FAILURES = [
	"502-before",
	"502-after",
	"404",
	"secondary-403",
	"secondary-429",
	"primary",
] as const;

/** Requests that fail. Everything that is left out fits all. */
export interface Fault extends Order {
	readonly failure: (typeof FAILURES)[number];
	readonly method?: string;
	/** Text that the path below the API root contains: `/issues/1/comments`. */
	readonly path?: string;
	/** Whose requests: a person's login, `<slug>[bot]` for an installation, the slug for an App as itself. */
	readonly login?: string;
	/** `retry-after` of the secondary limit, which has none without this; how far off the reset of the primary limit is. */
	readonly afterSeconds?: number;
}

export type RestFaults = StandingOrders<Fault, Call>;

/** Makes the list of faults that were ordered. */
export function createFaults(): RestFaults {
	return createOrders<Fault, Call>(({ method, path, login }, call) => {
		const isMethod = method === undefined || method === call.method;
		const isPath = path === undefined || call.path.includes(path);
		return isMethod && isPath && (login === undefined || login === who(call));
	});
}

function who({ caller }: Call): string | undefined {
	return caller?.kind === "app" ? caller.slug : caller?.login;
}

const LIMITS =
	"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const SECONDARY =
	"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** What GitHub answers at its secondary limit; it does not always say for how long. */
export function atSecondaryLimit(
	status: 403 | 429,
	afterSeconds: number | undefined,
): Answer {
	const documentation_url = `${LIMITS}#about-secondary-rate-limits`;
	const headers: Record<string, string> =
		afterSeconds === undefined ? {} : { "retry-after": `${afterSeconds}` };
	const body = { message: SECONDARY, documentation_url, status: `${status}` };
	return { status, body, headers };
}

/** What GitHub answers when the requests of an hour are used up. */
export function atPrimaryLimit({ caller }: Pick<Call, "caller">): Answer {
	const whose =
		caller?.kind === "installation"
			? `installation ID ${caller.grant.installationId}`
			: `user ${caller?.kind === "app" ? caller.slug : (caller?.login ?? "nobody")}`;
	const message = `API rate limit exceeded for ${whose}.`;
	const documentation_url = `${LIMITS}#about-primary-rate-limits`;
	return { status: 403, body: { message, documentation_url, status: "403" } };
}

/** What GitHub's front answers when the part behind it did not. */
export const BAD_GATEWAY = refusal(502, "Server Error");
