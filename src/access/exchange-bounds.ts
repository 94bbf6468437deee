import { type ExchangeError, unavailable } from "./exchange-error.ts";
import { ExchangeRate, type RateLimits } from "./exchange-rate.ts";

/** Undefined for what may go on, else why it may not now. */
export type Admit = (name: string) => ExchangeError | undefined;

/** What bounds the exchange of tokens, each by a count of its own, so that none closes the way of the others. */
export interface ExchangeBounds {
	/** By network, which behind a proxy is everybody's: a look at a signature, which costs next to nothing. */
	readonly signed: Admit;
	/** By network: each asks GitHub about a token that nobody has vouched for. */
	readonly asking: Admit;
	/** By token, of those that GitHub has vouched for of late: made-up ones do not get here. */
	readonly known: Admit;
	/** By repository, once the signature of Actions was found good: anybody's workflows get that far. */
	readonly proven: Admit;
}

const SIGNED = { perName: 3_000, inAll: 30_000 };
const ASKING = { perName: 120, inAll: 600 };
const KNOWN = { perName: 30, inAll: 6_000 };
const PROVEN = { perName: 120, inAll: 6_000 };

/** The bounds of one process, for each minute. */
export function exchangeBounds(nowMs: () => number): ExchangeBounds {
	const bound = (limits: RateLimits): Admit => {
		const rate = new ExchangeRate(nowMs, limits);
		return (name) => tooMany(rate.admit(name));
	};
	return {
		signed: bound(SIGNED),
		asking: bound(ASKING),
		known: bound(KNOWN),
		proven: bound(PROVEN),
	};
}

function tooMany(waitS: number | undefined): ExchangeError | undefined {
	return waitS === undefined
		? undefined
		: unavailable(429, "Too many tokens were asked for.", waitS);
}
