import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import type { ActionContext } from "./action-context.ts";
import type { ActionTools } from "./open-door.ts";
import { type RunTokenTools, runToken } from "./run-token.ts";
import type { StepBoard } from "./step-board.ts";

/** What a server is spoken to with. */
export type ServerTools = RunTokenTools & Pick<ActionTools, "board">;

/** Longer than any wait. */
const WITHIN_MS = 75_000;

/**
 * The run's board on a server, as the account that started the run has it there: proven by an identity token of the run, and anew
 * each time what was given for that has ended.
 */
export async function openServerBoard(
	context: ActionContext,
	tools: ServerTools,
): Promise<StepBoard | Refusal> {
	const origin = originOf(context.input("url"));
	if (origin === undefined)
		return refuse(
			"VALIDATION",
			`${JSON.stringify(context.input("url").slice(0, 80))} is no address of a server.`,
			"Say it with https and without a path: https://baton.example.com.",
		);
	const first = await runToken(origin, tools);
	if (!first.ok) return first;
	let { token } = first;
	const { owner, repo } = context;
	const board = [owner, repo, tools.board].map(encodeURIComponent).join("/");
	const sayOnce = ({ verb, input, task, step, agent, key }: DoorSaying) =>
		post(`${origin}/api/v1/boards/${board}/${encodeURIComponent(verb)}`, {
			fetch: tools.fetch,
			body: {
				...input,
				...(task === undefined ? {} : { task }),
				...(step === undefined ? {} : { step }),
				...(agent === undefined ? {} : { as: agent }),
			},
			headers: {
				authorization: `Bearer ${token}`,
				...(key === undefined ? {} : { "idempotency-key": key }),
			},
		});
	const say = async (saying: DoorSaying) => {
		const answer = await sayOnce(saying);
		if (answer.ok || answer.code !== "UNAUTHENTICATED") return answer;
		// Whoever is not let in was not heard, so nothing is said twice.
		const next = await runToken(origin, tools);
		if (!next.ok) return next;
		token = next.token;
		return sayOnce(saying);
	};
	return {
		say,
		wait: ({ timeoutMs, agent, signal: _signal, ...filters }) =>
			say({
				verb: "wait",
				input: {
					...(filters as JsonObject),
					timeout_sec: Math.floor(timeoutMs / 1_000),
				},
				agent,
			}),
		close: () => Promise.resolve(),
	};
}

async function post(
	url: string,
	{
		fetch: speak,
		body,
		headers,
	}: {
		readonly fetch: typeof fetch;
		readonly body: JsonObject;
		readonly headers: Readonly<Record<string, string>>;
	},
): Promise<Answer | Refusal> {
	const response = await speak(url, {
		method: "POST",
		headers: { ...headers, "content-type": "application/json" },
		body: JSON.stringify(body),
		// A token is for this server and for no other that it points to.
		redirect: "error",
		signal: AbortSignal.timeout(WITHIN_MS),
	});
	const answer: unknown = await response.json().catch(() => undefined);
	const { ok } = Object(answer) as { ok?: unknown };
	if (response.status === 503 || typeof ok !== "boolean")
		throw Object.assign(
			new Error(
				`the server answered ${response.status} and nothing of Baton's`,
			),
			{ code: "STORE_UNAVAILABLE" },
		);
	return answer as Answer;
}

/** A server's origin; plain HTTP only on this machine, for a token would be read by everybody on the way. */
function originOf(typed: string): string | undefined {
	if (!URL.canParse(typed)) return undefined;
	const url = new URL(typed);
	const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	const isSafe =
		url.protocol === "https:" || (url.protocol === "http:" && isHere);
	const isBare =
		url.pathname === "/" && url.search === "" && url.username === "";
	return isSafe && isBare ? url.origin : undefined;
}
