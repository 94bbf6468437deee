import type { TaskKey } from "../core/task.ts";
import type { BoardShare } from "../engine/board-share.ts";
import type { Engine } from "../engine/perform.ts";
import { findHead } from "./find-head.ts";
import type { Follower } from "./follower.ts";
import type { GateDispatch } from "./gate-dispatch-api.ts";
import { DispatchesSent } from "./gate-dispatches-sent.ts";
import {
	type DispatchWanted,
	dispatchesOf,
	dispatchesOfReviews,
	dispatchesOfRuns,
} from "./gate-dispatches-wanted.ts";
import type { HeadApi } from "./head-api.ts";
import { Recent } from "./recent.ts";

/** What asking for gate runs needs. */
export interface DispatchFollowerOptions {
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly share?: BoardShare | undefined;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** So many gates are dealt with in one turn. */
const MAX_LOOKS = 20;
const REMEMBERED = 10_000;
/** A dispatch that GitHub would not confirm is sent again after a while, where no check has come of it; so often at most. */
const MAX_TRIES = 3;
const AGAIN_AFTER_MS = 10 * 60_000;
const MOST_PUT_OFF = 1_000;

/** Asks for a run of the gate workflow where a gate is waited for that it runs, once for each gate and commit. */
export class DispatchFollower implements Follower {
	readonly #options: DispatchFollowerOptions;
	/** Tasks that somebody wants to end. */
	readonly #asked = new Set<TaskKey>();
	readonly #left = new Set<TaskKey>();
	/** Gates at commits that have their check, or were asked for. */
	readonly #settled = new Recent<string>(REMEMBERED);
	/** Gates at commits that are looked at again after a while. */
	readonly #putOff = new Map<string, { tries: number; atMs: number }>();
	readonly #sent: DispatchesSent;
	/** Heads of other repositories that were told of. */
	readonly #forks = new Recent<string>(REMEMBERED);
	#turn = 0;

	constructor(options: DispatchFollowerOptions) {
		this.#options = options;
		this.#sent = new DispatchesSent(options);
	}

	get hasNews(): boolean {
		return this.#asked.size > 0;
	}

	/** What failed has a time of its own. */
	get waits(): boolean {
		return false;
	}

	/** Somebody wants to end a task and may, but for its gates. */
	gatesAsked(key: TaskKey): void {
		this.#asked.add(key);
	}

	async sweep(): Promise<void> {
		for (const key of this.#left) this.#asked.add(key);
		this.#left.clear();
	}

	postpone(): void {
		for (const key of this.#asked) this.#left.add(key);
		this.#asked.clear();
	}

	/** Asks for every gate that is waited for, has no check at its head and was not asked for yet. */
	async follow(): Promise<void> {
		const { engine, share, onError } = this.#options;
		await this.#sent
			.look(MAX_LOOKS)
			.catch((error) => onError(error, "the checks of gates asked for"));
		const asked = new Set(this.#asked);
		this.#asked.clear();
		const wanted = engine.peek((board) => [
			...[...asked].flatMap((key) => dispatchesOf(board, key)),
			// What the board itself tells, every process sees: one of them asks.
			...(share?.leads() === false
				? []
				: [...dispatchesOfRuns(board), ...dispatchesOfReviews(board)].filter(
						({ task }) => task.head !== undefined,
					)),
		]);
		let looks = 0;
		for (const one of this.#inTurn(wanted)) {
			const { gate, task } = one;
			try {
				if (this.#mayAsk(nameOf(one)) && ++looks <= MAX_LOOKS)
					await this.#ask(one);
				else if (asked.has(task.key)) this.#left.add(task.key);
			} catch (error) {
				onError(
					error,
					`the gate ${gate} of task ${task.key} is asked for later`,
				);
				// What the board tells is seen again anyway.
				if (asked.has(task.key)) this.#left.add(task.key);
			}
		}
	}

	/** Those that are not settled, each time from another one on: those that cannot be looked into keep no others from it. */
	#inTurn(wanted: readonly DispatchWanted[]): readonly DispatchWanted[] {
		const open = wanted.filter((one) => !this.#settled.has(nameOf(one)));
		if (open.length <= MAX_LOOKS) return open;
		this.#turn = (this.#turn + MAX_LOOKS) % open.length;
		return [...open.slice(this.#turn), ...open.slice(0, this.#turn)];
	}

	/** False for a while after a dispatch that GitHub would not confirm: a check may come of it all the same. */
	#mayAsk(key: string): boolean {
		const putOff = this.#putOff.get(key);
		const nowMs = this.#options.nowMs();
		return putOff === undefined || nowMs >= putOff.atMs + AGAIN_AFTER_MS;
	}

	async #ask(one: DispatchWanted): Promise<void> {
		const { gate, check, task, digest } = one;
		const { heads } = this.#options;
		const found = await findHead(heads, task);
		if (found === undefined) return;
		const { sha } = found.head;
		const key = nameOf(one, sha);
		if (!this.#mayAsk(key)) return;
		if (found.pull?.isOwn === false) return this.#leaveToPeople(one, sha);
		const isDone =
			this.#settled.has(key) ||
			// A check there may be of a run that was asked for before this process started.
			(await heads.checks(sha)).some(
				({ name, app }) => name === check.name && app === check.app,
			);
		if (!isDone) {
			await this.#send({ gate, sha, task: task.key, digest }, key);
			this.#sent.add({ gate, sha }, check);
		}
		this.#settle(key);
		// The board follows the head a little later; until then the question is the same.
		if (task.head !== undefined) this.#settle(nameOf(one));
	}

	/** The code of another repository is run only where a person of this one starts that. The same commit may yet be pushed here. */
	#leaveToPeople(one: DispatchWanted, sha: string): void {
		const key = nameOf(one, sha);
		this.#later(key, 0);
		if (one.task.head !== undefined) this.#later(nameOf(one), 0);
		if (this.#forks.has(key)) return;
		this.#forks.add(key);
		this.#options.onRefusal(
			`the gate ${one.gate} at ${sha} is not asked for: the head of task ${one.task.key} is another repository's`,
		);
	}

	async #send(dispatch: GateDispatch, key: string): Promise<void> {
		const { heads, onRefusal } = this.#options;
		try {
			await heads.dispatchGate(dispatch);
		} catch (error) {
			const tries = (this.#putOff.get(key)?.tries ?? 0) + 1;
			const { gate, sha } = dispatch;
			if (tries >= MAX_TRIES || !this.#later(key, tries)) {
				onRefusal(`the gate ${gate} at ${sha} cannot be asked for`);
				this.#settle(key);
			}
			throw error;
		}
	}

	/** False where too many wait already. */
	#later(key: string, tries: number): boolean {
		const isKnown = this.#putOff.has(key);
		if (!isKnown && this.#putOff.size >= MOST_PUT_OFF) return false;
		this.#putOff.set(key, { tries, atMs: this.#options.nowMs() });
		return true;
	}

	#settle(key: string): void {
		this.#putOff.delete(key);
		if (!this.#settled.has(key)) this.#settled.add(key);
	}
}

/** A gate as config has it now, at a commit: by default the one that the board knows of. */
function nameOf(
	{ gate, digest, task }: DispatchWanted,
	sha = task.head?.sha ?? "",
): string {
	return `${gate}\n${digest}\n${sha}`;
}
