import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { boardCommitter } from "../../src/engine/board-committer.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import type { ForgeSeed } from "../../src/forge/seed.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { CLIENTS, httpClient, type McpClient } from "../support/mcp-client.ts";

const AGENTS = Array.from({ length: 8 }, (_, index) => `agent-${index + 1}`);
const TASKS = 200;
const WAVE = 10;

const CONFIG = `review: never
pushes_per_minute: 0
limits: { api_calls_per_actor_per_minute: 100000 }
agents:
${AGENTS.map((agent) => `  ${agent}: { logins: [${agent}] }`).join("\n")}
`;

function withAgents(seed: ForgeSeed): ForgeSeed {
	const known = new Set(seed.users.map(({ login }) => login));
	const missing = AGENTS.filter((agent) => !known.has(agent));
	return {
		...seed,
		users: [...seed.users, ...missing.map((login) => ({ login }))],
		repositories: seed.repositories.map((repository) => ({
			...repository,
			collaborators: {
				...repository.collaborators,
				...Object.fromEntries(AGENTS.map((agent) => [agent, "write" as const])),
			},
		})),
	};
}

let app: AppOnForge;

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG, seed: withAgents });
	await app.served.sweep();
});

// What was put off is still shown before it ends.
afterAll(() => app.close(), 240_000);

const projectId = `${DEMO.owner}/${DEMO.repo}`;

/** Each task waits for up to two of an earlier wave. Answers the blockers by task. */
async function plant(planner: McpClient) {
	const blockers = new Map<string, readonly string[]>();
	for (let from = 0; from < TASKS; from += WAVE) {
		const earlier = [...blockers.keys()];
		const wave = await Promise.all(
			Array.from({ length: WAVE }, async (_, index) => {
				const number = from + index;
				const picked = [3, 7].flatMap(
					(step) =>
						earlier[(number * step) % Math.max(1, earlier.length)] ?? [],
				);
				const blockedBy = [...new Set(picked)];
				const made = await planner.call("create_task", {
					...{ projectId, title: `Piece ${number}`, blockedBy },
					idempotencyKey: `piece ${number}`,
				});
				if (made.isError) throw new Error(made.text);
				return [String(made.data.taskId), blockedBy] as const;
			}),
		);
		for (const [key, before] of wave) blockers.set(key, before);
	}
	return blockers;
}

/** One agent's loop, until all is done. */
async function work(client: McpClient, { isOver, onDone }: Loop) {
	while (!isOver()) {
		const shown = await client.call("wait_for_task", {
			projectId,
			timeoutSec: 2,
		});
		const task = shown.data.task as { readonly key: string } | null;
		if (task === null || task === undefined) continue;
		const claimed = await client.call("claim_task", {
			...{ projectId, taskId: task.key },
		});
		if (claimed.isError) {
			expect(claimed.data.code).toMatch(/CONFLICT_LOCKED|INVALID_TRANSITION/);
			continue;
		}
		const done = await client.call("complete_task", {
			leaseId: claimed.data.leaseId,
			deliverable: `Piece of ${task.key}`,
		});
		if (done.isError) throw new Error(done.text);
		onDone(task.key);
	}
}

interface Loop {
	readonly isOver: () => boolean;
	readonly onDone: (key: string) => void;
}

test("eight official clients drain 200 dependent tasks, each task once and after what it waits for", async () => {
	const url = `${app.served.url}/mcp`;
	const planner = await httpClient("v1", `${url}?tools=all`, "alice");
	const blockers = await plant(planner);
	const done: string[] = [];
	const clients = await Promise.all(
		AGENTS.map((agent, index) =>
			httpClient(CLIENTS[index % CLIENTS.length] ?? "v1", url, agent),
		),
	);
	const loop: Loop = {
		isOver: () => done.length >= TASKS,
		onDone: (key) => void done.push(key),
	};
	await Promise.all(clients.map((client) => work(client, loop)));

	expect(done.length).toBe(TASKS);
	expect(new Set(done)).toEqual(new Set(blockers.keys()));
	const head = await app.board.head();
	const claims = new Map<string, number>();
	const ended = new Map<string, number>();
	const agents = new Set<string>();
	let at = 0;
	const subjects: string[] = [];
	if (head !== null)
		for await (const { message } of app.board.log(head))
			subjects.unshift(message);
	for (const message of subjects) {
		at += 1;
		const [, verb = "", key = ""] = /^(claim|done) (\d+): /.exec(message) ?? [];
		if (verb === "claim") {
			claims.set(key, (claims.get(key) ?? 0) + 1);
			for (const before of blockers.get(key) ?? [])
				expect(ended.get(before), `${before} before ${key}`).toBeLessThan(at);
			agents.add(/^Baton-Agent: (.*)$/m.exec(message)?.[1] ?? "");
		}
		if (verb === "done") ended.set(key, at);
	}
	expect([...claims.values()].filter((count) => count !== 1)).toEqual([]);
	expect(claims.size).toBe(TASKS);
	expect(agents.size).toBe(AGENTS.length);
	expect([...agents].sort()).toEqual(AGENTS);
	const board = await planner.call("get_board", { projectId, limit: 1 });
	expect(board.data).toMatchObject({ open: 0, count: TASKS });
	const committer = await boardCommitter(app.board, head ?? "");
	const { author } = githubIdentity({ id: 0, login: "" });
	const identity = {
		author,
		committer: (at: number) => ({ ...committer, at }),
	};
	expect(await verify(app.board, { identity })).toMatchObject({ ok: true });
	for (const client of [...clients, planner]) await client.close();
}, 600_000);
