import { connect } from "node:net";
import { expect, test } from "vitest";
import { agentDoors } from "../../src/agent-doors.ts";
import { ERROR_CODES, type JsonObject, refuse } from "../../src/core/errors.ts";
import { StoreUnavailable } from "../../src/store/store-unavailable.ts";
import { statusOf } from "../../src/web/refusal-response.ts";
import { answerOf } from "./api-client.ts";
import { type FakedBoard, fakedDoors, servedDoors } from "./faked-doors.ts";

const BOARD = "/api/v1/boards/acme/demo/board";

const said = async (board: FakedBoard) => {
	const { doors, defects } = fakedDoors(board);
	const response = await doors.request(`${BOARD}/ping`, { method: "POST" });
	return { defects, ...(await answerOf(response)) };
};

const throwing = (error: Error): FakedBoard => ({
	say: () => Promise.reject(error),
});

test("a board that cannot be reached is 503, and when to come again", async () => {
	const asked = await said(
		throwing(new StoreUnavailable("away", { retryAfterMs: 2_500 })),
	);
	expect(asked.status).toBe(503);
	expect(asked.headers.get("retry-after")).toBe("3");
	expect(asked.body).toMatchObject({ code: "INTERNAL", retryable: true });
	const unasked = await said(throwing(new StoreUnavailable("away")));
	expect([unasked.status, unasked.headers.get("retry-after")]).toEqual([
		503,
		"5",
	]);
	expect([...asked.defects, ...unasked.defects]).toEqual([]);
});

test("so is a GitHub that does not tell who may do what", async () => {
	const { doors } = fakedDoors({
		opened() {
			throw Object.assign(new Error("Bad gateway"), { status: 502 });
		},
	});
	const response = await doors.request(`${BOARD}/ping`);
	expect(response.status).toBe(503);
});

test("a defect is 500 with an id that the log has too, and says nothing of what it was", async () => {
	const error = new Error("secret-detail");
	const answer = await said(throwing(error));
	expect(answer.status).toBe(500);
	expect(answer.body).toMatchObject({
		code: "INTERNAL",
		data: { correlationId: "correlation-1" },
	});
	expect(JSON.stringify(answer.body)).not.toContain("secret-detail");
	expect(answer.defects).toEqual([{ error, id: "correlation-1" }]);
});

test.each(ERROR_CODES)("%s has its status", async (code) => {
	const answer = await said({
		say: ({ verb }) => ({
			...refuse(code, "No.", "Later.", { retryAfterSeconds: 7 }),
			...{ verb, opId: "k1" },
		}),
	});
	expect([answer.status, answer.body.code]).toEqual([statusOf(code), code]);
	expect(answer.headers.get("retry-after")).toBe("7");
});

test("where nobody can sign in, the doors say that they are closed", async () => {
	const doors = agentDoors({
		openBoard: () => Promise.reject(new Error("opened")),
		closing: new AbortController().signal,
		newId: () => "1",
		onDefect: () => undefined,
		steadyMs: () => 0,
	});
	for (const path of [`${BOARD}/ping`, "/api/v1/me", "/mcp"]) {
		const answer = await answerOf(
			await doors.request(path, { method: "POST" }),
		);
		expect([answer.status, answer.body.code]).toEqual([404, "NOT_FOUND"]);
		expect(JSON.stringify(answer.body)).toContain("BATON_PUBLIC_URL");
	}
});

const QUICK = { pulseMs: 5, gapMs: 0, againMs: 1, lifeMs: 60_000 };
const head: JsonObject = { events: [], cursor: "a".repeat(40), more: false };
const feedOf =
	(data: JsonObject): FakedBoard["say"] =>
	() => ({
		...{ ok: true, verb: "feed", opId: "k1" },
		data,
	});

test("who loses access is cut off, and nothing watches for him any more", async () => {
	let mayRead = true;
	const { doors, watching } = fakedDoors({
		opened: () =>
			mayRead ? undefined : refuse("NOT_FOUND", "There is no board.", "Look."),
		say: feedOf(head),
		timing: QUICK,
	});
	const response = await doors.request(`${BOARD}/events`);
	const reader = response.body?.getReader();
	const decoder = new TextDecoder();
	let heard = "";
	while (!heard.includes(": still here"))
		heard += decoder.decode((await reader?.read())?.value);
	expect(watching.size).toBe(1);
	mayRead = false;
	let isDone = false;
	while (!isDone) isDone = (await reader?.read())?.done === true;
	expect(watching.size).toBe(0);
});

test("a stream outlasts a board that cannot be read for a while, and limits on calls", async () => {
	const answers: (() => Promise<JsonObject>)[] = [
		async () => head,
		() => Promise.reject(new StoreUnavailable("away")),
		async () => ({
			...head,
			events: [{ commit: "b".repeat(40), kind: "op", op: "note" }],
		}),
	];
	const { doors, move, defects } = fakedDoors({
		say: async () => ({
			...{ ok: true, verb: "feed", opId: "k1" },
			data: (await answers.shift()?.()) ?? head,
		}),
		timing: { ...QUICK, pulseMs: 10_000 },
	});
	const response = await doors.request(`${BOARD}/events`);
	const reader = response.body?.getReader();
	const decoder = new TextDecoder();
	let heard = "";
	const until = async (text: string) => {
		while (!heard.includes(text))
			heard += decoder.decode((await reader?.read())?.value);
	};
	await until("event: cursor");
	move();
	await until(`id: ${"b".repeat(40)}`);
	expect(defects).toEqual([]);
	await reader?.cancel();
});

test("a reader that does not read holds up the feed, not the memory", async () => {
	let pages = 0;
	const text = "x".repeat(20_000);
	const { doors } = fakedDoors({
		timing: QUICK,
		say: () => {
			pages++;
			const events = Array.from({ length: 100 }, (_, n) => ({
				...{ commit: `${pages}-${n}`, summary: text },
			}));
			return {
				...{ ok: true, verb: "feed", opId: "k1" },
				data: { events, cursor: String(pages), more: true },
			};
		},
	});
	const { server, url } = await servedDoors(doors);
	const { port, host } = new URL(url);
	const socket = connect(Number(port), "127.0.0.1");
	socket.pause();
	socket.write(
		`GET ${BOARD}/events?cursor=${"0".repeat(40)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
	);
	// Each page has 2 MB: what the two kernels hold is a few of them, and an unbounded server would go on for ever.
	let before = -1;
	await expect
		.poll(
			() => {
				const isStill = pages > 0 && pages === before;
				before = pages;
				return isStill;
			},
			{ interval: 200, timeout: 10_000 },
		)
		.toBe(true);
	expect(pages).toBeLessThan(20);
	socket.destroy();
	server.closeAllConnections();
	server.close();
});
