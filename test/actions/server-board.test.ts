import { beforeEach, expect, test } from "vitest";
import {
	type ActionContext,
	readContext,
} from "../../src/actions/action-context.ts";
import { openServerBoard } from "../../src/actions/server-board.ts";
import type { StepBoard } from "../../src/actions/step-board.ts";

const ORIGIN = "https://baton.example.com";
const ENV = {
	...{ GITHUB_REPOSITORY: "acme/demo", INPUT_URL: ORIGIN },
	INPUT_AS: "@Backend-1",
	ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions.example.com/oidc",
	ACTIONS_ID_TOKEN_REQUEST_TOKEN: "may ask",
};

/** How many proofs were asked for; each is exchanged for a token of its number. */
let proofs: number;
/** The newest token that has ended. */
let ended: number;
/** What was said to the board: with which token, under which key. */
let said: (readonly [string | null, string | null])[];
let exchanged: URLSearchParams[];
let masked: string[];

beforeEach(() => {
	proofs = 0;
	ended = 0;
	said = [];
	exchanged = [];
	masked = [];
});

async function speak(...asked: Parameters<typeof fetch>): Promise<Response> {
	const request = new Request(...asked);
	const { pathname } = new URL(request.url);
	if (pathname === "/oidc") {
		proofs += 1;
		return Response.json({ value: `proof-${proofs}` });
	}
	if (pathname === "/api/v1/token") {
		const form = new URLSearchParams(await request.text());
		exchanged.push(form);
		const number = form.get("subject_token")?.replace("proof-", "");
		return Response.json({ access_token: `token-${number}` });
	}
	const { headers } = request;
	const bearer = headers.get("authorization");
	said.push([bearer, headers.get("idempotency-key")]);
	const isGood = Number(bearer?.replace("Bearer token-", "")) > ended;
	return isGood
		? Response.json({ ok: true, verb: "show", data: {} })
		: Response.json(
				{ ok: false, code: "UNAUTHENTICATED", message: "No.", hint: "" },
				{ status: 401 },
			);
}

async function open(): Promise<StepBoard> {
	const board = await openServerBoard(readContext(ENV) as ActionContext, {
		...{ env: ENV, fetch: speak, board: "board" },
		mask: (secret) => masked.push(secret),
	});
	if ("ok" in board) throw new Error(board.message);
	return board;
}

const show = { verb: "show", task: "1", key: "k1" };

test("a token that has ended is renewed by a new proof of the run, and what was not heard is said again", async () => {
	const board = await open();
	expect(await board.say(show)).toMatchObject({ ok: true });
	ended = 1;
	expect(await board.say(show)).toMatchObject({ ok: true });
	expect(await board.wait({ timeoutMs: 0 })).toMatchObject({ ok: true });
	expect(said).toEqual([
		["Bearer token-1", "k1"],
		["Bearer token-1", "k1"],
		["Bearer token-2", "k1"],
		["Bearer token-2", null],
	]);
	expect(masked).toEqual(["token-1", "token-2"]);
});

test("a server that takes no token of its own is asked twice and no more", async () => {
	const board = await open();
	ended = 99;
	expect(await board.say(show)).toMatchObject({ code: "UNAUTHENTICATED" });
	expect([proofs, said.length]).toEqual([2, 2]);
});

test("the exchange names no agent, for each command may name another", async () => {
	await open();
	expect(exchanged.map((form) => form.has("agent"))).toEqual([false]);
});
