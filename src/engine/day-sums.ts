import type { AgentStats } from "../core/agent-record.ts";
import { decodeAgent } from "../store/codec.ts";
import type { CommitRecord, Oid } from "../store/store.ts";
import type { LogFiles } from "./log-files.ts";

/** What the records of all agents come to at one commit. The counters only rise, so that two of these tell what was between. */
export interface DaySums {
	readonly claims: number;
	readonly lease_losses: number;
	readonly failures: number;
	readonly tokens: number;
	readonly cost_usd: number;
}

/** What was read of records, by the names of their blobs: from one day to the next most are the same. */
export type ReadRecords = Map<Oid, DaySums>;

export const NOTHING: DaySums = {
	claims: 0,
	lease_losses: 0,
	failures: 0,
	tokens: 0,
	cost_usd: 0,
};

/** So many records are remembered at most. */
const MAX_READ = 5_000;

/** Adds up the agents' records at a commit; one that cannot be read counts nothing. */
export async function sumsAt(
	record: CommitRecord,
	files: LogFiles,
	read: ReadRecords,
): Promise<DaySums> {
	let all = NOTHING;
	for (const { oid, bytes } of await files.agents(record)) {
		const found = read.get(oid) ?? sumsOf(await bytes());
		if (read.size >= MAX_READ) read.clear();
		read.set(oid, found);
		all = added(all, found, 1);
	}
	return all;
}

/** What came between two commits. A counter that a recovery has set back counts nothing. */
export function between(earlier: DaySums, later: DaySums): DaySums {
	const gain = added(later, earlier, -1);
	return {
		claims: Math.max(0, gain.claims),
		lease_losses: Math.max(0, gain.lease_losses),
		failures: Math.max(0, gain.failures),
		tokens: Math.max(0, gain.tokens),
		cost_usd: Math.max(0, rounded(gain.cost_usd)),
	};
}

function sumsOf(bytes: Uint8Array | undefined): DaySums {
	const decoded = bytes && decodeAgent(bytes);
	return decoded?.ok === true ? ofStats(decoded.value.stats) : NOTHING;
}

function ofStats({
	claims,
	lease_losses,
	failures,
	tokens: { input, output, cost_usd = 0 },
}: AgentStats): DaySums {
	return { claims, lease_losses, failures, tokens: input + output, cost_usd };
}

function added(a: DaySums, b: DaySums, sign: 1 | -1): DaySums {
	return {
		claims: a.claims + sign * b.claims,
		lease_losses: a.lease_losses + sign * b.lease_losses,
		failures: a.failures + sign * b.failures,
		tokens: a.tokens + sign * b.tokens,
		cost_usd: a.cost_usd + sign * b.cost_usd,
	};
}

/** To a millionth of a dollar: sums of fractions are not exact. */
function rounded(usd: number): number {
	return Math.round(usd * 1e6) / 1e6;
}
