import { seedBaton } from "../../src/core/baton.ts";
import type { BoardDocument } from "../../src/core/config.ts";
import { STATUSES } from "../../src/core/status.ts";
import type { Task, TaskKey } from "../../src/core/task.ts";
import { boardConfig } from "../../src/schema/config.ts";
import type { BoardState } from "../../src/store/board-state.ts";
import {
	encodeBaton,
	encodeBoard,
	encodeBrief,
	encodeTask,
} from "../../src/store/codec.ts";
import { emptyTree, type Tree } from "../../src/store/git/tree.ts";
import {
	encodeQuarantine,
	quarantinePath,
} from "../../src/store/journal-quarantine.ts";
import { BOARD_FILE, taskPath } from "../../src/store/layout.ts";

export const AGENTS = ["backend-1", "reviewer-1"] as const;
const AT = "2026-11-20T19:30:00.000Z";

/** A task that is ready, but for what is said. */
export function task(key: TaskKey, changes: Partial<Task> = {}): Task {
	return {
		format: 1,
		key,
		title: `Task ${key} – “déjà vu”`,
		status: "ready",
		priority: "normal",
		version: 1,
		labels: [],
		capabilities: [],
		blocked_by: [],
		attempts: 0,
		fence: 0,
		artifacts: [],
		inbox: { below: { comment: 0, event: 0 }, seen: [] },
		created_at: AT,
		updated_at: AT,
		...changes,
	};
}

/** The documents of a task, by path. */
export function documentsOf(one: Task): [string, Uint8Array][] {
	const { key, title } = one;
	return [
		[taskPath(key, "task"), encodeTask(one)],
		[taskPath(key, "brief"), encodeBrief({ title, description: "" })],
		[taskPath(key, "baton"), encodeBaton(seedBaton(title))],
	];
}

/** A board's own document, by path. */
export function boardDocument(name = "board"): [string, Uint8Array] {
	const board: BoardDocument = {
		format: 1,
		rules: 1,
		name,
		config: boardConfig.parse({}),
		inbox: { below: { comment: 0, event: 0 }, seen: [] },
	};
	return [BOARD_FILE, encodeBoard(board)];
}

/** A small board with a bit of everything: edges, a lease, an assignee, a damaged task and one that is set apart. */
export function boardTree(): Tree {
	const lease = {
		agent: AGENTS[0],
		actor: { id: 7, login: "octocat" },
		acquired_at: AT,
		expires_at: AT,
	};
	const tasks = [
		task("1", { priority: "high", assignee: AGENTS[1] }),
		task("2", { status: "blocked", blocked_by: ["1"], parent: "3" }),
		task("3"),
		task("4", { status: "in_progress", lease }),
		task("5"),
		task("6"),
	];
	const files = new Map<string, Uint8Array>([
		boardDocument(),
		...tasks.flatMap(documentsOf),
		[taskPath("5", "task"), new TextEncoder().encode("title: [")],
		[quarantinePath("6"), encodeQuarantine({ reason: "it was moved" })],
	]);
	return emptyTree().with(files).tree;
}

/** Everything a board answers, in an order of its own. */
export function said(state: BoardState | undefined): unknown {
	if (state === undefined) return undefined;
	const keys = [...state.keys()].sort();
	return {
		board: state.board,
		problem: state.problem,
		tasks: keys.map((key) => ({
			key,
			task: state.task(key),
			unreadable: state.unreadable(key),
			documents:
				state.task(key) === undefined || state.unreadable(key) !== undefined
					? undefined
					: [state.brief(key), state.baton(key), state.context(key)],
		})),
		edges: ["1", "2", "3", "4", "5", "6", "7", "8"].map((key) => [
			state.dependents(key),
			state.children(key),
		]),
		delayed: [...state.delayed()].sort(),
		agents: [...state.agents()].map((name) => state.agent(name)),
		shared: state.memory("shared"),
		counts: STATUSES.map((status) => state.count(status)),
		leases: AGENTS.map((agent) => state.leases(agent)),
		leased: [...state.leased()],
		ready: [...state.ready()],
		assigned: AGENTS.map((agent) => [...state.assigned(agent)]),
		broken: [...state.broken()].sort(),
	};
}
