import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { RedisLink } from "../../src/replicas/redis-link.ts";
import { until } from "../support/client.ts";
import {
	type RedisServer,
	startRedis,
	testWithRedis,
} from "../support/redis.ts";

/** A link tries again every few seconds; on a busy machine several tries are needed. */
const RECONNECTS_MS = 40_000;

let redis: RedisServer | undefined;
const links: RedisLink[] = [];
const servers: RedisServer[] = [];
const said: string[] = [];

beforeAll(async () => {
	redis = await startRedis();
});
afterEach(async () => {
	for (const link of links.splice(0)) link.close();
	for (const server of servers.splice(0)) await server.close();
	said.length = 0;
});
afterAll(() => redis?.close());

/** A server of one test alone. */
async function serve(): Promise<RedisServer | undefined> {
	const server = await startRedis();
	if (server !== undefined) servers.push(server);
	return server;
}

async function open(address = redis?.url ?? ""): Promise<RedisLink> {
	const link = new RedisLink({
		address,
		prefix: "test:",
		say: (what) => said.push(what),
	});
	links.push(link);
	await link.open();
	return link;
}

const lease = { key: "board", holder: "first", ttlMs: 60_000 };

testWithRedis(
	"of two that ask for a lease one has it, and renews it",
	async () => {
		const [one, two] = [await open(), await open()];
		const theirs = { ...lease, holder: "second" };
		const got = await Promise.all([one.hold(lease), two.hold(theirs)]);
		expect(got.filter((is) => is)).toHaveLength(1);
		expect([await one.hold(lease), await two.hold(theirs)]).toEqual(got);
		await one.release(lease);
		await two.release(theirs);
	},
);

testWithRedis(
	"a lease that was given back, or is over, is the next one's",
	async () => {
		const link = await open();
		const theirs = { ...lease, holder: "second" };
		expect(await link.hold({ ...lease, ttlMs: 50 })).toBe(true);
		await until("the end of the lease", async () =>
			(await link.hold(theirs)) ? true : undefined,
		);
		// Only its holder gives it back.
		await link.release(lease);
		expect(await link.hold(lease)).toBe(false);
		await link.release(theirs);
		expect(await link.hold(lease)).toBe(true);
		await link.release(lease);
	},
);

testWithRedis("what one sends all hear", async () => {
	const [one, two] = [await open(), await open()];
	const heard: string[] = [];
	for (const [name, link] of [
		["one", one],
		["two", two],
	] as const)
		link.listen({ heard: (text) => heard.push(`${name}: ${text}`) });
	one.send("news");
	await until("the news", async () => (heard.length === 2 ? true : undefined));
	expect(heard.sort()).toEqual(["one: news", "two: news"]);
});

testWithRedis(
	"a server that ends is told of once, and heard again when it is back",
	async () => {
		const server = await serve();
		const link = await open(server?.url);
		const changes: boolean[] = [];
		const heard: string[] = [];
		link.listen({
			changed: (isUp) => changes.push(isUp),
			heard: (text) => heard.push(text),
		});
		expect(link.isUp).toBe(true);
		await server?.kill();
		await until("the loss", async () => (link.isUp ? undefined : true));
		await expect(link.hold(lease)).rejects.toThrow();
		link.send("meanwhile");
		link.send("meanwhile");
		await server?.start();
		await until("the return", async () => (link.isUp ? true : undefined));
		expect(await link.hold(lease)).toBe(true);
		link.send("again");
		await until("the news", async () => heard[1]);
		expect(heard).toEqual(["meanwhile", "again"]);
		expect(changes).toEqual([false, true]);
		expect(said).toEqual([
			expect.stringMatching(/^Redis is out of reach: redis:\/\/127\.0\.0\.1:/),
			expect.stringMatching(/^Redis is back: /),
		]);
	},
);

testWithRedis(
	"a lease that never ends, or that nobody of ours can have taken, is free",
	async () => {
		const link = await open();
		const theirs = { ...lease, holder: "second" };
		expect(await link.hold({ ...theirs, ttlMs: 100_000_000 })).toBe(true);
		expect(await link.hold(lease)).toBe(true);
		expect(await link.hold(theirs)).toBe(false);
		const client = link.connection();
		await client.connect();
		await client.persist("test:board");
		expect(await link.hold(theirs)).toBe(true);
		expect(await client.pttl("test:board")).toBeGreaterThan(0);
		client.disconnect();
		await link.release(theirs);
	},
);

testWithRedis(
	"a server that stands still is down, and what was said meanwhile is sent when it goes on",
	async () => {
		const server = await serve();
		const link = await open(server?.url);
		const heard: string[] = [];
		link.listen({ heard: (text) => heard.push(text) });
		server?.stand();
		await expect(link.hold(lease)).rejects.toThrow();
		expect(link.isUp).toBe(false);
		link.send("meanwhile");
		server?.goOn();
		expect(await holdAgain(link)).toBe(true);
		expect(link.isUp).toBe(true);
		await until("the news", async () => heard[0]);
		expect(heard).toEqual(["meanwhile"]);
		expect(said).toHaveLength(2);
	},
	120_000,
);

testWithRedis(
	"a server that takes no lease is down until it does, however well it can be reached",
	async () => {
		const server = await serve();
		const link = await open(server?.url);
		const client = link.connection();
		await client.connect();
		const changes: boolean[] = [];
		link.listen({ changed: (isUp) => changes.push(isUp) });
		await client.config("SET", "maxmemory", "1");
		await expect(link.hold(lease)).rejects.toThrow(/OOM/);
		await until(
			"another refusal after it connected anew",
			async () =>
				link.hold(lease).then(
					() => undefined,
					(error: Error) => error.message.startsWith("OOM") || undefined,
				),
			RECONNECTS_MS,
		);
		expect([link.isUp, changes, said]).toEqual([
			false,
			[false],
			[expect.stringMatching(/^Redis is out of reach: .*OOM/)],
		]);
		await client.config("SET", "maxmemory", "0");
		expect(await holdAgain(link)).toBe(true);
		expect(changes).toEqual([false, true]);
		client.disconnect();
	},
	120_000,
);

/** Asks for the lease as often as it takes, as boards do. */
function holdAgain(link: RedisLink): Promise<boolean> {
	return until(
		"an answer",
		() => link.hold(lease).catch(() => undefined),
		RECONNECTS_MS,
	);
}

test("an address where nobody listens keeps nobody from starting, and its password is not told", async () => {
	const link = await open("redis://somebody:secret@127.0.0.1:1/0");
	expect(link.isUp).toBe(false);
	await expect(link.hold(lease)).rejects.toThrow();
	expect(said).toEqual([expect.stringContaining("redis://127.0.0.1:1,")]);
	expect(said.join()).not.toContain("secret");
});

test("a server that takes connections and then says nothing keeps nobody from starting", async () => {
	const sockets = new Set<{ destroy(): void }>();
	const silent = createServer((socket) => sockets.add(socket));
	silent.listen(0, "127.0.0.1");
	await once(silent, "listening");
	const { port } = silent.address() as { port: number };
	const link = await open(`redis://127.0.0.1:${port}`);
	expect(link.isUp).toBe(false);
	await expect(link.hold(lease)).rejects.toThrow();
	link.close();
	for (const socket of sockets) socket.destroy();
	silent.close();
});
