import { randomUUID } from "node:crypto";
import type { BoardShare } from "../engine/board-share.ts";
import { RedisLink } from "./redis-link.ts";
import { ReplicaBoard } from "./replica-board.ts";
import { ReplicaPace, type ReplicaTurns } from "./replica-pace.ts";

/** How this process may find others of the same App. `say` tells somebody who reads the log. */
export interface ReplicasOptions {
	/** Absent where there is none: then processes look at the branches now and then. */
	readonly redisUrl: string | undefined;
	readonly appId: number;
	readonly say: (what: string) => void;
}

/** What this process shares with the others of the same App. */
export interface Replicas {
	/** The share in one board, named as all processes name it. */
	board(name: string): BoardShare;
	/** Queues for calls to GitHub that all processes stand in; absent without Redis. */
	readonly turns: ReplicaTurns | undefined;
	close(): void;
}

/** How often a branch is looked at while no other process can be heard. */
const POLL_MS = 30_000;

/** Looks for Redis, where it is configured. Resolves whether or not it answers. */
export async function openReplicas({
	redisUrl,
	appId,
	say,
}: ReplicasOptions): Promise<Replicas> {
	const prefix = `baton:${appId}:`;
	const link =
		redisUrl === undefined
			? undefined
			: new RedisLink({ address: redisUrl, prefix, say });
	await link?.open();
	const pace = link && new ReplicaPace(link, prefix);
	const holder = randomUUID();
	return {
		board: (board) =>
			new ReplicaBoard({
				link,
				board,
				holder,
				pollMs: POLL_MS,
				nowMs: () => performance.now(),
				chance: Math.random,
				later: laterBy,
			}),
		turns: pace?.turns,
		close() {
			pace?.close();
			link?.close();
		},
	};
}

function laterBy(ms: number, act: () => void): () => void {
	const timer = setTimeout(act, ms);
	timer.unref();
	return () => clearTimeout(timer);
}
