import type { Actor } from "../../core/actor.ts";
import type { BoardReader } from "../../core/board.ts";
import type { JsonObject } from "../../core/errors.ts";
import { addMs, fromMs } from "../../core/instant.ts";
import type { TaskKey } from "../../core/task.ts";
import type { Engine } from "../../engine/perform.ts";
import { callerOpId } from "../../store/caller-key.ts";
import type { RepositoryApi } from "../api.ts";
import type { Follower } from "../follower.ts";
import type { HeadApi } from "../head-api.ts";
import { Recent } from "../recent.ts";
import { type GateLook, lookAtGate } from "./gate-look.ts";
import { gateNews } from "./gate-news.ts";
import {
	type PendingGate,
	pendingGateOf,
	pendingGates,
} from "./pending-gates.ts";

/** What following gates needs. `app` is the account in whose name Baton itself speaks; `reply` writes on an issue. */
export interface GateFollowerOptions {
	readonly api: Pick<RepositoryApi, "hasReply">;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly app: Actor;
	readonly board: string;
	readonly nowMs: () => number;
	readonly reply: (issue: number, body: string) => Promise<void>;
	readonly onRefusal: (what: string) => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** So many pending gates are asked about at each sweep, and in one turn. */
const MAX_AWAITED = 20;
const REMEMBERED = 10_000;
/** What another process decided just now, that process tells as well. */
const OTHERS_TELL_WITHIN_MS = 60_000;

/** Settles the gates that plans wait with by what their checks come to: green ones go on, of red ones it says which check. */
export class GateFollower implements Follower {
	readonly #options: GateFollowerOptions;
	/** For each pending gate what it was when it was looked at last: what asks, and of which head. */
	#looked = new Map<TaskKey, string>();
	readonly #touched = new Set<TaskKey>();
	readonly #left = new Set<TaskKey>();
	readonly #told = new Recent<string>(REMEMBERED);
	#asked = 0;

	constructor(options: GateFollowerOptions) {
		this.#options = options;
	}

	/** True while there are checks to look at that something happened to. */
	get hasNews(): boolean {
		return this.#touched.size > 0;
	}

	/** True while there are gates that could not be looked at. */
	get waits(): boolean {
		return this.#left.size > 0;
	}

	/** Takes note of checks that changed at a commit. True when it is the head of a task that waits with a gate. */
	checksChanged(sha: string): boolean {
		const keys = this.#options.engine.peek((board) =>
			[...pendingGates(board)]
				.filter(({ task }) => task.head?.sha === sha)
				.map(({ task }) => task.key),
		);
		for (const key of keys) this.#touched.add(key);
		return keys.length > 0;
	}

	/** Has some of the pending gates looked at that no webhook told of, each sweep going on where the last one stopped. */
	async sweep(): Promise<void> {
		const keys = this.#options.engine.peek((board) =>
			[...pendingGates(board)].map(({ task }) => task.key),
		);
		const from = keys.length === 0 ? 0 : this.#asked % keys.length;
		const turn = [...keys.slice(from), ...keys.slice(0, from)];
		for (const key of turn.slice(0, MAX_AWAITED)) this.#touched.add(key);
		this.#asked += MAX_AWAITED;
		for (const key of this.#left) this.#touched.add(key);
		this.#left.clear();
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		for (const key of this.#touched) this.#left.add(key);
		this.#touched.clear();
	}

	/** Looks at the gates that are new, that ask of another head, or whose checks something happened to. */
	async follow(): Promise<void> {
		const { engine, onError } = this.#options;
		const touched = new Set(this.#touched);
		this.#touched.clear();
		const asked = engine.peek(asking);
		const due = [...asked].filter(
			([key, what]) => touched.has(key) || this.#looked.get(key) !== what,
		);
		this.#looked = new Map([...this.#looked].filter(([key]) => asked.has(key)));
		// The others come at the next turn: what people said meanwhile goes before them.
		for (const [key] of due.slice(MAX_AWAITED)) this.#touched.add(key);
		for (const [key, what] of due.slice(0, MAX_AWAITED)) {
			try {
				await this.#look(key);
				this.#looked.set(key, what);
			} catch (error) {
				onError(error, `the gate of task ${key} is looked at later`);
				this.#left.add(key);
			}
		}
	}

	async #look(key: TaskKey): Promise<void> {
		const { engine, heads, app, nowMs } = this.#options;
		const pending = await engine.inspect((board) => pendingGateOf(board, key));
		if (pending === undefined) return;
		const now = fromMs(nowMs());
		const look = await lookAtGate(pending, { heads, app, now });
		if (look.kind === "undecided") return;
		const opId = this.#opId(pending, look);
		const isOnRecord = pending.red?.sha === look.sha && look.kind === "fail";
		const isNew =
			look.kind !== "guarded" &&
			!isOnRecord &&
			(await this.#settle(pending, look, opId));
		if (look.kind === "pass" || this.#told.has(opId)) return;
		if (isNew) this.#told.add(opId);
		const isOurs = isNew || (await this.#isUntold(pending, look, opId));
		if (isOurs)
			for (const body of gateNews(pending, look, { opId, now }))
				await this.#options.reply(Number(key), body);
	}

	/** Says the verdict, about the very task that was looked at. True when it was new. */
	async #settle(
		{ task, phase }: PendingGate,
		{ facts }: Exclude<GateLook, { kind: "undecided" }>,
		opId: string,
	): Promise<boolean> {
		const { engine, app, onRefusal } = this.#options;
		const { key, version } = task;
		const [answer] = await engine.perform([
			{
				verb: "gate",
				input: {
					phase: phase.id,
					version,
					facts: facts as unknown as JsonObject,
				},
				...{ actor: app, role: "app", opId, task: key, ifTask: key },
			},
		]);
		// What changed meanwhile is looked at as it is now.
		if (answer?.ok === false && answer.code === "STALE") this.#touched.add(key);
		else if (answer?.ok === false)
			onRefusal(`gate of ${key}: ${answer.code}, ${answer.message}`);
		return (
			answer?.ok === true &&
			answer.commit !== undefined &&
			answer.repeated !== true
		);
	}

	/** True for what this process has to tell although it said nothing new: nobody has told of it for a while. */
	async #isUntold(
		{ task, red, plan }: PendingGate,
		{ kind, sha }: { readonly kind: string; readonly sha: string },
		opId: string,
	): Promise<boolean> {
		const { api, app, nowMs } = this.#options;
		if (kind === "fail") {
			const isOwn = red?.actor.id === app.id && red.sha === sha;
			const isFresh =
				red !== undefined &&
				addMs(red.at, OTHERS_TELL_WITHIN_MS) > fromMs(nowMs());
			if (!isOwn || isFresh) return false;
		}
		this.#told.add(opId);
		const since = red?.at ?? plan.execution.started_at ?? task.created_at;
		return !(await api.hasReply(Number(task.key), `baton:${opId} `, since));
	}

	/** One verdict for the work as it is and the head, whoever comes to it and however often. */
	#opId(
		{ question }: PendingGate,
		look: { kind: string; sha: string },
	): string {
		const { app, board } = this.#options;
		return callerOpId(
			app.id,
			board,
			[question, look.kind, look.sha].join("\n"),
		);
	}
}

/** What every pending gate asks, and of which head. */
function asking(
	board: Pick<BoardReader, "board" | "running" | "task" | "plan">,
): ReadonlyMap<TaskKey, string> {
	return new Map(
		[...pendingGates(board)].map(({ task, question }) => [
			task.key,
			`${question} ${task.head?.sha ?? ""}`,
		]),
	);
}
