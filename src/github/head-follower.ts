import type { Actor } from "../core/actor.ts";
import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import { isOpen } from "../core/status.ts";
import type { Head, Task } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import { type ChangedHead, changedHeads } from "./changed-heads.ts";
import { type GateFactsDoor, gateFactsOf, noteGates } from "./door-facts.ts";
import type { Follower, SweptTime } from "./follower.ts";
import type { HeadApi, PullRecord } from "./head-api.ts";
import { issueOfBranch, issuesOfPull } from "./links.ts";

/** What following heads needs. `app` is the account in whose name Baton itself speaks. */
export interface HeadFollowerOptions extends GateFactsDoor {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly app: Actor;
	readonly nowMs: () => number;
	readonly onRefusal: (what: string) => void;
	readonly onError: (error: unknown, what: string) => void;
}

interface Taken {
	readonly pulls: readonly number[];
	readonly branches: readonly string[];
}

const NOTHING: Taken = { pulls: [], branches: [] };

/** Keeps what is recorded of tasks' heads in line with their pull requests and branches, and ends what was merged. */
export class HeadFollower implements Follower {
	readonly #options: HeadFollowerOptions;
	readonly #pulls = new Set<number>();
	readonly #branches = new Set<string>();
	#left: Taken = NOTHING;
	/** Branches of tasks at the last sweep, with their commits. */
	#tips: ReadonlyMap<string, string> = new Map();
	#count = 0;

	constructor(options: HeadFollowerOptions) {
		this.#options = options;
	}

	/** True while there are changes to follow. */
	get hasNews(): boolean {
		return this.#pulls.size > 0 || this.#branches.size > 0;
	}

	/** True while there are changes that could not be followed yet. */
	get waits(): boolean {
		return this.#left.pulls.length > 0 || this.#left.branches.length > 0;
	}

	pullChanged(pull: number): void {
		this.#pulls.add(pull);
	}

	/** True when the branch is one of a task. */
	branchChanged(branch: string): boolean {
		const isTasks = issueOfBranch(branch) !== undefined;
		if (isTasks) this.#branches.add(branch);
		return isTasks;
	}

	/** Takes note of checks that changed at a commit. True when merged work of an open task waits for them. */
	checksChanged(sha: string): boolean {
		const pulls = this.#options.engine.peek((board) =>
			[...board.keys()].flatMap((key) => mergedOn(board.task(key), sha)),
		);
		for (const pull of pulls) this.#pulls.add(pull);
		return pulls.length > 0;
	}

	/** Looks for everything that no webhook told of: pull requests changed since a time, branches that moved, merged work that waits. */
	async sweep({ since }: Pick<SweptTime, "since">): Promise<void> {
		const { heads, engine } = this.#options;
		for (const pull of this.#left.pulls) this.#pulls.add(pull);
		for (const branch of this.#left.branches) this.#branches.add(branch);
		this.#left = NOTHING;
		const changed = await heads.changedPulls(since);
		const branches = await heads.branches("task/");
		const before = this.#tips;
		this.#tips = new Map(branches.map(({ name, sha }) => [name, sha]));
		await engine.inspect((board) => {
			for (const pull of changed)
				if (!isRecorded(board, pull)) this.#pulls.add(pull.head.pull_request);
			for (const key of board.keys()) {
				const task = board.task(key);
				for (const pull of mergedOn(task, undefined)) this.#pulls.add(pull);
				const { branch, pull_request } = task?.head ?? {};
				if (branch === undefined || pull_request !== undefined) continue;
				if (this.#tips.get(branch) !== task?.head?.sha)
					this.#branches.add(branch);
			}
			for (const [name, sha] of this.#tips) {
				const task = board.task(String(issueOfBranch(name)));
				const isNews = before.get(name) !== sha && task?.head?.sha !== sha;
				const isFirst = before.size === 0 && task?.head !== undefined;
				if (task !== undefined && isNews && !isFirst) this.#branches.add(name);
			}
		});
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		this.#left = {
			pulls: [...new Set([...this.#left.pulls, ...this.#pulls])],
			branches: [...new Set([...this.#left.branches, ...this.#branches])],
		};
		this.#pulls.clear();
		this.#branches.clear();
	}

	/** Records where the work of tasks is now, for those whose pull request or branch has changed. */
	async follow(): Promise<void> {
		// Taken off first: what changes while this is followed is news again.
		const taken = { pulls: [...this.#pulls], branches: [...this.#branches] };
		this.#pulls.clear();
		this.#branches.clear();
		try {
			for (const changed of await changedHeads(this.#options, taken))
				await this.#record(changed);
		} catch (error) {
			this.#options.onError(error, "heads are followed later");
			for (const pull of taken.pulls) this.#pulls.add(pull);
			for (const branch of taken.branches) this.#branches.add(branch);
			this.postpone();
		}
	}

	async #record({ issue, head, mergedBy }: ChangedHead): Promise<void> {
		const { engine, app, onRefusal } = this.#options;
		const task = String(issue);
		const [answer] = await engine.perform([
			{
				verb: "head",
				input: head === undefined ? { gone: true } : { ...head },
				actor: app,
				role: "app",
				opId: `h${issue}:${this.#stamp()}`,
				task,
				ifTask: task,
			},
		]);
		if (answer?.ok === false)
			onRefusal(`head of ${issue}: ${answer.code}, ${answer.message}`);
		if (head?.state === "merged" && mergedBy !== undefined)
			await this.#finishMerged(issue, mergedBy, head);
	}

	/** A head may come back to where it was: the moment tells one such command from the next. */
	#stamp(): string {
		this.#count += 1;
		return `${this.#options.nowMs().toString(36)}:${this.#count}`;
	}

	/** Merged work is done once its gates hold: now, or when a check that was still running ends. */
	async #finishMerged(issue: number, by: Actor, head: Head): Promise<void> {
		const { api, engine } = this.#options;
		const task = String(issue);
		const facts = await gateFactsOf(task, this.#options);
		const input = {
			reason: "completed",
			...(facts === undefined ? {} : { facts: facts as unknown as JsonObject }),
		};
		const role = await api.role(by);
		const [answer] = await engine.perform([
			{
				verb: "close",
				input,
				task,
				ifTask: task,
				actor: by,
				role,
				opId: `p${head.pull_request}:${issue}:${this.#stamp()}`,
			},
		]);
		noteGates(task, answer, this.#options);
		if (answer?.ok === false)
			this.#options.onRefusal(
				`${issue}, merged: ${answer.code}, ${answer.message}`,
			);
	}
}

/** True when every task that a pull request is for has its head as it is. */
function isRecorded(board: BoardReader, pull: PullRecord): boolean {
	return issuesOfPull(pull).every((issue) => {
		const head = board.task(String(issue))?.head;
		// A branch that was pushed before has the same head, and no pull request yet.
		const isKnown =
			head?.pull_request !== undefined &&
			head.sha === pull.head.sha &&
			head.state === pull.head.state;
		return isKnown || board.task(String(issue)) === undefined;
	});
}

/** The merged pull request of a task that is still open, if its head is this commit (default: whatever it is). */
function mergedOn(
	task: Task | undefined,
	sha: string | undefined,
): readonly number[] {
	const { head } = task ?? {};
	const waits =
		head?.state === "merged" &&
		(sha === undefined || head.sha === sha) &&
		isOpen(task?.status ?? "done");
	return waits && head.pull_request !== undefined ? [head.pull_request] : [];
}
