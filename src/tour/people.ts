import { Octokit } from "@octokit/rest";
import type { Directions, Name } from "./directions.ts";

/** Those who take part, each with a client of GitHub's API of their own. */
export type People = Readonly<Record<Name, Octokit>>;

/** How long one request may take. */
const REQUEST_MS = 20_000;

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Makes everybody's client. `signal` ends what they are at. */
export function makePeople(
	{ api, tokens }: Directions,
	signal: AbortSignal,
): People {
	const bounded: typeof fetch = (input, init) =>
		fetch(input, {
			...init,
			signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
		});
	const client = (who: Name) =>
		new Octokit({
			baseUrl: api,
			auth: tokens[who],
			userAgent: "baton-tour",
			log: SILENT,
			request: { fetch: bounded },
		});
	return {
		maintainer: client("maintainer"),
		"agent-1": client("agent-1"),
		"agent-2": client("agent-2"),
		"agent-3": client("agent-3"),
		ci: client("ci"),
	};
}
