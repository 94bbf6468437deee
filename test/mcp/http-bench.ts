import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Answer } from "../../src/engine/answer.ts";
import type {
	BoardDoor,
	BoardPlace,
	Caller,
	DoorSaying,
	DoorWait,
} from "../../src/engine/board-door.ts";
import { mcpRoutes } from "../../src/mcp/mcp-routes.ts";

export const HOME: BoardPlace = { owner: "acme", repo: "demo", board: "board" };

/** The door behind a real server, with a board that answers what it is told to. */
export interface HttpBench {
	readonly url: string;
	/** What was said, with where and by whom. */
	readonly said: (DoorSaying & { place: BoardPlace; caller: Caller })[];
	/** Waits that are parked; each ends by its signal alone. */
	readonly waits: DoorWait[];
	readonly defects: unknown[];
	/** What the next sayings are answered. */
	answer: (saying: DoorSaying) => Answer | Promise<Answer>;
	/** Ends what is parked, as a server does that is about to end. */
	endParked(): void;
	close(): Promise<void>;
}

export async function httpBench({
	isBound = true,
}: {
	readonly isBound?: boolean;
} = {}): Promise<HttpBench> {
	const closing = new AbortController();
	const said: HttpBench["said"] = [];
	const waits: DoorWait[] = [];
	const defects: unknown[] = [];
	let ids = 0;
	const doorTo = (place: BoardPlace, caller: Caller): BoardDoor => ({
		place,
		async say(saying) {
			said.push({ ...saying, place, caller });
			return bench.answer(saying);
		},
		wait: (wish) =>
			new Promise((resolve) => {
				waits.push(wish);
				wish.signal?.addEventListener("abort", () =>
					resolve(done("wait", { task: null })),
				);
			}),
		watch: () => () => undefined,
	});
	const app = new Hono<{ Variables: { caller: Caller } }>();
	app.use(async (context, next) => {
		const agent = context.req.header("x-baton-agent") ?? "agent-1";
		const id = agent.length + agent.charCodeAt(agent.length - 1);
		context.set("caller", { actor: { id, login: agent }, agent });
		return next();
	});
	app.route(
		"/mcp",
		mcpRoutes({
			open: async (place, caller) => doorTo(place, caller),
			...(isBound ? { defaultPlace: () => HOME } : {}),
			closing: closing.signal,
			version: "1.2.3",
			newId: () => `id-${++ids}`,
			onDefect: (error) => defects.push(error),
		}),
	);
	const server = createAdaptorServer({ fetch: app.fetch });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const bench: HttpBench = {
		...{ url: `http://127.0.0.1:${port}/mcp`, said, waits, defects },
		answer: ({ verb }) => done(verb, {}),
		endParked: () => closing.abort(),
		async close() {
			closing.abort();
			server.close();
			(server as import("node:http").Server).closeAllConnections();
		},
	};
	return bench;
}

export function done(verb: string, data: Answer["data"] = {}): Answer {
	return { ok: true, verb, opId: "k1", task: "42", version: 7, data };
}
