import { type ExchangeError, unavailable } from "./exchange-error.ts";
import { ExchangeRate } from "./exchange-rate.ts";

/** Undefined for what may go on, else why it may not now. */
export type Admit = (name: string) => ExchangeError | undefined;

/** What bounds the exchange of tokens, each by a count of its own, so that none closes the way of the others. */
export interface ExchangeBounds {
	/** What has the right shape, of everybody: reading it and looking at a signature cost next to nothing. */
	readonly shaped: () => ExchangeError | undefined;
	/** By address, which behind a proxy is everybody's: each asks GitHub about a token. */
	readonly asking: Admit;
	/** By repository, once the signature of Actions was found good: anybody's workflows get that far. */
	readonly proven: Admit;
}

const SHAPED = { perName: 6_000, inAll: 6_000 };
const ASKING = { perName: 120, inAll: 600 };
const PROVEN = { perName: 120, inAll: 6_000 };

/** The bounds of one process, for each minute. */
export function exchangeBounds(nowMs: () => number): ExchangeBounds {
	const shaped = new ExchangeRate(nowMs, SHAPED);
	const asking = new ExchangeRate(nowMs, ASKING);
	const proven = new ExchangeRate(nowMs, PROVEN);
	return {
		shaped: () => tooMany(shaped.admit("everybody")),
		asking: (address) => tooMany(asking.admit(address)),
		proven: (repository) => tooMany(proven.admit(repository)),
	};
}

function tooMany(waitS: number | undefined): ExchangeError | undefined {
	return waitS === undefined
		? undefined
		: unavailable(429, "Too many tokens were asked for.", waitS);
}
