import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { whoIs } from "../../../src/cli/login/who-is.ts";
import {
	type Act,
	DONE,
	type OwnServer,
	ownServer,
	reply,
} from "./own-server.ts";

let server: OwnServer;

const start = async (act: Act) => {
	server = await ownServer(act);
	return server;
};

afterEach(() => server?.close());

const BUSY = {
	ok: false,
	code: "INTERNAL",
	message: "The board cannot be reached just now.",
	hint: "Say the same again.",
	retryable: true,
};
const LATER = { ...BUSY, code: "RATE_LIMITED", message: "Too many calls." };
const keysOf = ({ heard }: OwnServer) =>
	new Set(heard.map(({ headers }) => headers["idempotency-key"]));

describe("what is said to a server", () => {
	test("names board, verb, task, step, agent, input and key", async () => {
		const { door, heard } = await start((response) =>
			reply(response, 200, DONE),
		);
		const at = door({ agent: "backend-1" });
		const said = { verb: "claim", task: "42", step: "1.1", key: "k" };
		expect(await at.say({ ...said, input: { for: "30m" } })).toEqual(DONE);
		expect(await at.say({ verb: "ping", agent: "other-1" })).toEqual(DONE);
		expect(heard).toMatchObject([
			{
				method: "POST",
				path: "/api/v1/boards/acme/demo/board/claim",
				headers: { "idempotency-key": "k", "x-baton-agent": "backend-1" },
				body: { task: "42", step: "1.1", as: "backend-1", for: "30m" },
			},
			{ headers: { "x-baton-agent": "other-1" }, body: { as: "other-1" } },
		]);
	});

	test("keeps a field of the verb's own that is called as an address is", async () => {
		const { door, heard } = await start((response) =>
			reply(response, 200, DONE),
		);
		await door().say({ verb: "feed", input: { task: "7" } });
		expect(heard[0]?.body).toEqual({ task: "7" });
	});

	test("is not sent for an agent that can be none", async () => {
		const { door, heard } = await start((response) =>
			reply(response, 200, DONE),
		);
		expect(await door({ agent: "No One" }).say({ verb: "ping" })).toMatchObject(
			{
				ok: false,
				code: "VALIDATION",
				verb: "ping",
			},
		);
		expect(heard).toEqual([]);
	});

	test("is refused with code, message, hint and facts as the server says them", async () => {
		const refusal = {
			...{ ok: false, code: "CONFLICT_LOCKED", message: "Held." },
			...{ hint: "Take another.", retryable: true, data: { holder: "b" } },
		};
		const { door } = await start((response) => reply(response, 409, refusal));
		expect(await door().say({ verb: "claim", task: "42" })).toEqual({
			...refusal,
			verb: "claim",
			opId: "",
		});
	});
});

describe("an answer in no shape of Baton's", () => {
	test.each([
		["no data", { ok: true }],
		["a list as data", { ok: true, data: [] }],
		["a text as data", { ok: true, data: "done" }],
	])("with %s is none, and is not asked for again", async (_, body) => {
		const { door, heard, url } = await start((response) =>
			reply(response, 200, body),
		);
		await expect(door().say({ verb: "done" })).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: `${url.origin} is no server of Baton's: it answers 200 with application/json`,
		});
		expect(heard).toHaveLength(1);
	});

	test("tells nobody who one is", async () => {
		const { url } = await start((response) =>
			reply(response, 200, { ok: true, data: {} }),
		);
		await expect(whoIs({ url, fetch })).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("is no server of Baton's"),
		});
	});
});

describe("an answer that does not come", () => {
	test("is waited for 30 s, and a wait 10 s beyond its own time", async () => {
		const asked = vi.spyOn(AbortSignal, "timeout");
		const { door } = await start((response) => reply(response, 200, DONE));
		await door().say({ verb: "ping" });
		await door().wait({ timeoutMs: 50_000 });
		expect(asked.mock.calls).toEqual([[30_000], [60_000]]);
		asked.mockRestore();
	});

	test("is asked for again with the same key until it does", async () => {
		const { door, heard, pauses } = await start((response, _, nth) =>
			nth < 2 ? response.destroy() : reply(response, 200, DONE),
		);
		expect(await door().say({ verb: "claim", task: "42" })).toEqual(DONE);
		expect(heard).toHaveLength(3);
		expect(keysOf(server).size).toBe(1);
		expect(pauses).toEqual([250, 500]);
	});

	test("is given up after three more tries, and what to do is said", async () => {
		const { door, heard } = await start((response) => response.destroy());
		await expect(door().say({ verb: "claim" })).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringMatching(/cut before the answer came$/),
			hint: expect.stringContaining("--idempotency-key"),
			cause: expect.anything(),
		});
		expect(heard).toHaveLength(4);
	});

	test("is waited for as long as the server says", async () => {
		const { door, pauses } = await start((response, _, nth) =>
			nth === 0
				? reply(response, 503, BUSY, { "retry-after": "7" })
				: nth === 1
					? reply(response, 429, LATER, { "retry-after": "3" })
					: reply(response, 200, DONE),
		);
		expect(await door().say({ verb: "claim" })).toEqual(DONE);
		expect(pauses).toEqual([7_000, 3_000]);
		expect(keysOf(server).size).toBe(1);
	});

	test("is not waited for beyond half a minute", async () => {
		const { door, heard, pauses } = await start((response, _, nth) =>
			nth === 0
				? reply(response, 429, LATER, { "retry-after": "31" })
				: reply(response, 503, BUSY, { "retry-after": "3600" }),
		);
		expect(await door().say({ verb: "claim" })).toMatchObject({
			ok: false,
			code: "RATE_LIMITED",
			data: { retryAfterSeconds: 31 },
		});
		await expect(door().say({ verb: "claim" })).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("cannot be reached just now"),
		});
		expect([heard.length, pauses]).toEqual([2, []]);
	});

	test("may be a server's that is being started again", async () => {
		const { door, url } = await start((response) => response.destroy());
		const again = door({
			pause: async () => {
				await server.close();
				server = await ownServer((response) => reply(response, 200, DONE));
				Object.assign(url, { port: server.url.port });
			},
		});
		expect(await again.say({ verb: "claim" })).toEqual(DONE);
	});
});

describe("what is no server of Baton's", () => {
	test.each([
		[
			"a page",
			200,
			{ "content-type": "text/html" },
			"answers 200 with text/html",
		],
		["an unknown path", 404, { "content-type": "text/plain" }, "answers 404"],
		[
			"another address",
			302,
			{ location: "https://x.example/login" },
			"sends on",
		],
	])(
		"is said of %s, and nothing is said twice",
		async (_, status, headers, said) => {
			const { door, heard } = await start((response) => {
				response.writeHead(status, headers);
				response.end("<html>");
			});
			await expect(door().say({ verb: "ping" })).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
				message: expect.stringContaining(said),
			});
			expect(heard).toHaveLength(1);
		},
	);

	test("is a gateway whose server may come up yet", async () => {
		const { door, heard } = await start((response) => {
			response.writeHead(502, { "content-type": "text/html" });
			response.end("bad gateway");
		});
		await expect(door().say({ verb: "ping" })).rejects.toMatchObject({
			message: expect.stringContaining("502"),
		});
		expect(heard).toHaveLength(4);
	});

	test("is a port where nobody listens", async () => {
		const { door, pauses } = await start(() => undefined);
		await server.close();
		await expect(door().say({ verb: "ping" })).rejects.toMatchObject({
			message: expect.stringContaining("nobody listens there"),
			hint: expect.stringContaining("--url"),
		});
		expect(pauses).toEqual([]);
	});

	test("is one that does not speak TLS where it should", async () => {
		const plain = createServer((socket) =>
			socket.end("HTTP/1.1 400 no\r\n\r\n"),
		);
		plain.listen(0, "127.0.0.1");
		await once(plain, "listening");
		const { port } = plain.address() as AddressInfo;
		const { door, pauses } = await start(() => undefined);
		const url = new URL(`https://127.0.0.1:${port}`);
		await expect(door({ url }).say({ verb: "ping" })).rejects.toMatchObject({
			message: expect.stringContaining("does not speak TLS there"),
		});
		expect(pauses).toEqual([]);
		plain.close();
	});
});

test.each([
	["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate cannot be trusted", 1],
	["CERT_HAS_EXPIRED", "certificate cannot be trusted", 1],
	["ENOTFOUND", "no machine of that name", 1],
	["UND_ERR_HEADERS_TIMEOUT", "no answer in time", 4],
	["ECONNRESET", "cut before the answer came", 4],
	[undefined, "cut before the answer came", 4],
])(
	"a failure with %s is said as %s, after %s tries",
	async (code, said, tries) => {
		let asked = 0;
		const { door } = await start(() => undefined);
		const failing = door({
			fetch: async () => {
				asked += 1;
				throw new TypeError("fetch failed", { cause: { code } });
			},
		});
		await expect(failing.say({ verb: "ping" })).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining(said),
			hint: expect.stringMatching(/^[A-Z].*\.$/),
		});
		expect(asked).toBe(tries);
	},
);

test("a port that no request is made to is said, after one try", async () => {
	const { door, pauses } = await start(() => undefined);
	const url = new URL("http://127.0.0.1:1");
	await expect(door({ url }).say({ verb: "ping" })).rejects.toMatchObject({
		message: expect.stringContaining("no request is made to that port"),
		hint: expect.stringContaining("--url"),
	});
	expect(pauses).toEqual([]);
});

test("whoever is not known is told how to sign in", async () => {
	const refusal = {
		ok: false,
		code: "UNAUTHENTICATED",
		message: "Who?",
		hint: "",
	};
	const { door, url } = await start((response) =>
		reply(response, 401, refusal),
	);
	expect(await door().say({ verb: "ping" })).toMatchObject({
		code: "UNAUTHENTICATED",
		hint: expect.stringContaining(`\`baton login --url ${url.origin}\``),
	});
});

describe("a wait", () => {
	test("says what is waited for and how long", async () => {
		const { door, heard } = await start((response) =>
			reply(response, 200, DONE),
		);
		await door({ agent: "a-1" }).wait({ timeoutMs: 1_500, labels: ["x"] });
		expect(heard).toMatchObject([
			{
				path: "/api/v1/boards/acme/demo/board/wait",
				body: { as: "a-1", timeout_sec: 1.5, labels: ["x"] },
			},
		]);
	});

	test("that is ended from here answers as one whose time is up, and is heard to end", async () => {
		const ending = new AbortController();
		const gone = new Promise<void>((done) => {
			void start((response) => {
				response.on("close", done);
				ending.abort();
			}).then(async ({ door }) => {
				const waits = door().wait({ timeoutMs: 50_000, signal: ending.signal });
				expect(await waits).toMatchObject({ ok: true, data: { task: null } });
			});
		});
		await gone;
	});
});

describe("watching", () => {
	const stream =
		(...frames: readonly string[]): Act =>
		(response, _, nth) => {
			response.writeHead(200, { "content-type": "text/event-stream" });
			response.write(frames[nth] ?? ": quiet\n\n");
			if (nth < frames.length - 1) response.end();
		};

	test("tells of each event, and goes on behind the last one where the stream broke off", async () => {
		let moves = 0;
		const twice = new Promise<void>((done) => {
			void start(
				stream(
					"event: cursor\nid: c0\ndata: {}\n\nevent: feed\nid: c1\ndata: {}\n\n",
					"event: feed\nid: c2\ndata: {}\n\n",
				),
			).then(({ door }) => {
				const end = door().watch(() => {
					moves += 1;
					// One event, the break, and the event behind it.
					if (moves === 3) done(end());
				});
			});
		});
		await twice;
		expect(server.heard.map(({ headers }) => headers["last-event-id"])).toEqual(
			[undefined, "c1"],
		);
		expect(server.heard[0]?.path).toBe("/api/v1/boards/acme/demo/board/events");
	});

	test("ends when it is told to, and when the door is closed", async () => {
		const closed: number[] = [];
		const both = new Promise<void>((done) => {
			void start((response, _, nth) => {
				response.writeHead(200, { "content-type": "text/event-stream" });
				response.write(": here\n\n");
				response.on("close", () => closed.push(nth) === 2 && done());
				if (nth === 0) end();
				else void at.close();
			}).then(({ door }) => {
				at = door();
				end = at.watch(() => undefined);
				at.watch(() => undefined);
			});
			let at: ReturnType<OwnServer["door"]>;
			let end: () => void;
		});
		await both;
		expect(server.heard).toHaveLength(2);
	});
});
