import { Redis, type RedisOptions } from "ioredis";
import { redisPlace } from "./redis-address.ts";
import { within } from "./within.ts";

/** What this app asks of Redis. */
export interface Link {
	/** True while messages are heard and leases can be asked for: a server that only holds the connection is not up. */
	readonly isUp: boolean;
	/** Takes or renews a lease; false when another holds it. Throws when that cannot be found out. */
	hold(lease: Lease): Promise<boolean>;
	/** Gives a lease back, if it is held. Throws when that cannot be found out. */
	release(lease: Pick<Lease, "key" | "holder">): Promise<void>;
	/** Sends a text to all processes, this one among them; once the link is back, if it is down. Of too many the oldest are lost. */
	send(text: string): void;
	/** Calls `heard` with each text from now on, and `changed` each time the link comes up or goes down. */
	listen(listener: LinkListener): () => void;
}

/** The exclusive use of a name for a time. */
export interface Lease {
	readonly key: string;
	readonly holder: string;
	readonly ttlMs: number;
}

/** Who hears of a link. */
export interface LinkListener {
	readonly heard?: (text: string) => void;
	readonly changed?: (isUp: boolean) => void;
}

/** Where Redis is and what its keys and channel begin with; `say` tells somebody who reads the log. */
export interface RedisLinkOptions {
	readonly address: string;
	readonly prefix: string;
	readonly say: (what: string) => void;
}

/** A server that answers no sooner is as good as none. */
const ANSWER_WITHIN_MS = 2_000;
const OPEN_WITHIN_MS = 3_000;
const MAX_WAIT_MS = 3_000;
/** So many texts wait for the link. */
const MAX_UNSENT = 1_000;
/** Held by nobody, by the asker, or for longer than any of us holds it: it is the asker's for another while. */
const HOLD = `
local left = redis.call("pttl", KEYS[1])
local isFree = left < 0 or left > tonumber(ARGV[2])
if isFree or redis.call("get", KEYS[1]) == ARGV[1] then
	redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[2])
	return 1
end
return 0`;
const RELEASE = `
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
return 0`;

/** The options of every connection: what cannot be asked now is not asked later. */
const CONNECTION: RedisOptions = {
	lazyConnect: true,
	enableOfflineQueue: false,
	maxRetriesPerRequest: 0,
	autoResendUnfulfilledCommands: false,
	connectTimeout: ANSWER_WITHIN_MS,
	commandTimeout: ANSWER_WITHIN_MS,
};

/** A connection to Redis that may be lost at any time: the app goes on without it, and it comes back by itself. */
export class RedisLink implements Link {
	readonly #options: RedisLinkOptions;
	readonly #client: Redis;
	readonly #ear: Redis;
	readonly #channel: string;
	readonly #listeners = new Set<LinkListener>();
	readonly #unsent = new Set<string>();
	#isUp = false;
	/** False from a question that was not answered until one that is. */
	#answers = true;
	#isListening = false;
	#hasToldLoss = false;
	#isClosed = false;

	constructor(options: RedisLinkOptions) {
		this.#options = options;
		this.#channel = `${options.prefix}news`;
		this.#client = new Redis(options.address, {
			...CONNECTION,
			// A lost connection is tried again for ever; one that is no good is not made anew all the time.
			retryStrategy: (tries) =>
				this.#answers ? Math.min(MAX_WAIT_MS, 100 * 2 ** tries) : MAX_WAIT_MS,
		});
		this.#ear = this.#client.duplicate();
		for (const connection of [this.#client, this.#ear]) {
			connection.on("error", (error: Error) => this.#lost(error));
			connection.on("close", () => this.#update());
		}
		this.#client.on("ready", () => this.#update());
		this.#ear.on("close", () => {
			this.#isListening = false;
			this.#update();
		});
		this.#ear.on("ready", () => void this.#subscribe());
		this.#ear.on("message", (_channel: string, text: string) => {
			for (const { heard } of this.#listeners) heard?.(text);
		});
	}

	get isUp(): boolean {
		return this.#isUp;
	}

	/** Tries to connect. Resolves when it is up, or after the first try that failed; later tries follow by themselves. */
	async open(): Promise<void> {
		const connecting = Promise.all(
			[this.#client, this.#ear].map((connection) =>
				connection.connect().catch((error: Error) => this.#lost(error)),
			),
		).then(() => this.#subscribe());
		// A server that takes the connection and then says nothing must not keep the app from starting.
		await within(OPEN_WITHIN_MS, connecting).catch((error: Error) =>
			this.#lost(error),
		);
	}

	async hold({ key, holder, ttlMs }: Lease): Promise<boolean> {
		const name = `${this.#options.prefix}${key}`;
		try {
			const isHeld = await this.#client.eval(HOLD, 1, name, holder, ttlMs);
			this.#answers = true;
			this.#update();
			return isHeld === 1;
		} catch (error) {
			this.#failed(error as Error);
			throw error;
		}
	}

	async release({ key, holder }: Pick<Lease, "key" | "holder">): Promise<void> {
		const name = `${this.#options.prefix}${key}`;
		await this.#client.eval(RELEASE, 1, name, holder);
	}

	send(text: string): void {
		if (!this.#isUp) {
			this.#keep(text);
			return;
		}
		this.#client.publish(this.#channel, text).catch((error: Error) => {
			this.#keep(text);
			this.#failed(error);
		});
	}

	listen(listener: LinkListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Another connection to the same server, not opened yet. */
	connection(): Redis {
		return this.#client.duplicate();
	}

	/** Ends both connections. */
	close(): void {
		this.#isClosed = true;
		this.#listeners.clear();
		this.#client.disconnect();
		this.#ear.disconnect();
	}

	async #subscribe(): Promise<void> {
		if (this.#isListening || this.#ear.status !== "ready") return;
		try {
			await this.#ear.subscribe(this.#channel);
			this.#isListening = true;
		} catch (error) {
			// A connection that cannot be subscribed on is made anew.
			this.#lost(error as Error);
			this.#ear.disconnect(true);
		}
		this.#update();
	}

	/** Nothing is heard over a connection on which nothing is answered, however open it looks. */
	#failed(error: Error): void {
		if (!isOfServer(error) || this.#client.status !== "ready") return;
		if (this.#isClosed) return;
		this.#answers = false;
		this.#lost(error);
		this.#update();
		for (const connection of [this.#client, this.#ear])
			connection.disconnect(true);
	}

	#keep(text: string): void {
		this.#unsent.add(text);
		const [oldest] = this.#unsent;
		if (this.#unsent.size > MAX_UNSENT) this.#unsent.delete(oldest ?? "");
	}

	#update(): void {
		const isReady = this.#isListening && this.#client.status === "ready";
		const isUp = isReady && this.#answers;
		if (isUp === this.#isUp || this.#isClosed) return;
		this.#isUp = isUp;
		if (isUp) this.#found();
		else this.#lost(new Error("the connection was closed"));
		for (const { changed } of this.#listeners) changed?.(isUp);
	}

	#found(): void {
		const { address, say } = this.#options;
		if (this.#hasToldLoss) say(`Redis is back: ${redisPlace(address)}`);
		this.#hasToldLoss = false;
		const unsent = [...this.#unsent];
		this.#unsent.clear();
		for (const text of unsent) this.send(text);
	}

	/** Told of once, until it is back. */
	#lost({ message }: Error): void {
		const { address, say } = this.#options;
		if (this.#hasToldLoss || this.#isClosed) return;
		this.#hasToldLoss = true;
		say(
			`Redis is out of reach: ${redisPlace(address)}, ${message}; the app goes on without it and tries again`,
		);
	}
}

/** True for a server that refuses or keeps silent. A connection that is lost is noticed and made anew without that. */
function isOfServer({ name, message }: Error): boolean {
	return name === "ReplyError" || message === "Command timed out";
}
