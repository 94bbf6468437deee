import Bottleneck from "bottleneck";
import type { RedisLink } from "./redis-link.ts";
import { within } from "./within.ts";

/** The queues that spacing writes takes: as Octokit's throttling plugin has them for one process. */
const QUEUES = {
	write: { maxConcurrent: 1, minTime: 1_000 },
	notifications: { maxConcurrent: 1, minTime: 3_000 },
	search: { maxConcurrent: 1, minTime: 2_000 },
} as const;

type QueueName = keyof typeof QUEUES;
type Groups = Readonly<Record<QueueName, Bottleneck.Group>>;

/** What the throttling plugin asks of a queue: a turn, and nothing is done in it. */
export interface Turns {
	key(id: string): {
		schedule(
			options: Bottleneck.JobOptions,
			act: () => Promise<void>,
		): Promise<void>;
	};
}

/** The queues of the throttling plugin, one set for all processes. */
export type ReplicaTurns = Readonly<Record<QueueName, Turns>>;

/** What is not used for so long is forgotten, here and in Redis. */
const KEPT_MS = 2 * 60_000;
/** A turn that was taken by a process that ended is given back after so long. */
const TURN_MS = 60_000;
/** Beyond this Redis is not waited for: so long a queue is none of its. */
const MAX_WAIT_MS = 5 * 60_000;

/** Spaces the calls of all processes to GitHub while Redis is up, and those of this one alone while it is not. */
export class ReplicaPace {
	readonly turns: ReplicaTurns;
	readonly #link: RedisLink;
	readonly #prefix: string;
	readonly #own = groupsOf((name) => ({ ...QUEUES[name], timeout: KEPT_MS }));
	#connection: Bottleneck.IORedisConnection | undefined;
	#shared: Groups | undefined;
	#ending = new AbortController();
	readonly #unlisten: () => void;

	/** `prefix` begins the names of its keys. */
	constructor(link: RedisLink, prefix: string) {
		this.#link = link;
		this.#prefix = prefix;
		this.turns = {
			write: this.#turnsOf("write"),
			notifications: this.#turnsOf("notifications"),
			search: this.#turnsOf("search"),
		};
		this.#unlisten = link.listen({
			changed: (isUp) => (isUp ? this.#begin() : this.#end()),
		});
		if (link.isUp) this.#begin();
	}

	/** Ends what goes through Redis, and what waits for it. */
	close(): void {
		this.#unlisten();
		this.#end();
		for (const group of Object.values(this.#own)) void group.disconnect(false);
	}

	#turnsOf(name: QueueName): Turns {
		return {
			key: (id) => ({
				schedule: async (options, act) => {
					if (!(await this.#sharedTurn(name, id, options)))
						await this.#own[name].key(id).schedule(options, act);
				},
			}),
		};
	}

	/** Waits for a turn among all processes. False where there is none to be had. */
	async #sharedTurn(
		name: QueueName,
		id: string,
		options: Bottleneck.JobOptions,
	): Promise<boolean> {
		const groups = this.#shared;
		if (groups === undefined) return false;
		const turn = groups[name]
			.key(id)
			.schedule({ ...options, expiration: TURN_MS }, async () => undefined);
		try {
			await within(
				MAX_WAIT_MS,
				Promise.race([turn, ended(this.#ending.signal)]),
			);
			return true;
		} catch {
			// A turn is nothing but the wait for it: another may be taken in its place.
			return false;
		}
	}

	#begin(): void {
		this.#end();
		// What a lost connection leaves behind is not to be trusted: each time everything is made anew.
		const client = this.#link.connection();
		const connection = new Bottleneck.IORedisConnection({ client });
		connection.on("error", () => undefined);
		const subscriber = (connection as unknown as Subscribing).subscriber;
		for (const one of [client, subscriber])
			one.connect().catch(() => undefined);
		const groups = groupsOf((name) => ({
			...QUEUES[name],
			id: `${this.#prefix}${name}`,
			timeout: KEPT_MS,
			connection,
		}));
		for (const group of Object.values(groups))
			group.on("error", () => undefined);
		this.#ending = new AbortController();
		this.#connection = connection;
		this.#shared = groups;
	}

	#end(): void {
		this.#shared = undefined;
		this.#ending.abort(new Error("Redis is out of reach"));
		void this.#connection?.disconnect(false);
		this.#connection = undefined;
	}
}

/** The second connection that Bottleneck makes for itself. */
interface Subscribing {
	readonly subscriber: { connect(): Promise<void> };
}

function groupsOf(
	options: (name: QueueName) => Bottleneck.ConstructorOptions,
): Groups {
	return {
		write: new Bottleneck.Group(options("write")),
		notifications: new Bottleneck.Group(options("notifications")),
		search: new Bottleneck.Group(options("search")),
	};
}

function ended(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		if (signal.aborted) reject(signal.reason);
		signal.addEventListener("abort", () => reject(signal.reason), {
			once: true,
		});
	});
}
