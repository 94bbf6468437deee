import type { Actor } from "../core/actor.ts";
import type { JsonObject } from "../core/errors.ts";
import { isOpen } from "../core/status.ts";
import type { Head, Task } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import { changedHeads } from "./changed-heads.ts";
import { gateFactsOf } from "./door-facts.ts";
import type { HeadApi } from "./head-api.ts";
import { issueOfBranch } from "./links.ts";

/** What following heads needs. `app` is the account in whose name Baton itself speaks. */
export interface HeadFollowerOptions {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly app: Actor;
	readonly nowMs: () => number;
	readonly onRefusal: (what: string) => void;
}

/** Keeps what is recorded of tasks' heads in line with their pull requests and branches, and ends what was merged. */
export class HeadFollower {
	readonly #options: HeadFollowerOptions;
	readonly #pulls = new Set<number>();
	readonly #branches = new Set<string>();
	#count = 0;

	constructor(options: HeadFollowerOptions) {
		this.#options = options;
	}

	/** True while there are changes to follow. */
	get hasNews(): boolean {
		return this.#pulls.size > 0 || this.#branches.size > 0;
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

	/** Looks for merged pull requests of open tasks: on this commit, or on any. What a webhook did not tell, a sweep asks. */
	async checksChanged(sha?: string): Promise<void> {
		const pulls = await this.#options.engine.inspect((board) =>
			[...board.keys()].flatMap((key) => mergedOn(board.task(key), sha)),
		);
		for (const pull of pulls) this.#pulls.add(pull);
	}

	/** Lets go of what is known to have changed: decisions read heads anew anyhow, the record catches up with the next change. */
	forget(): void {
		this.#pulls.clear();
		this.#branches.clear();
	}

	/** Records where the work of tasks is now, for those whose pull request or branch has changed. */
	async follow(): Promise<void> {
		const { engine, app, onRefusal } = this.#options;
		// Taken off first: what changes while this is followed is news again.
		const pulls = [...this.#pulls];
		const branches = [...this.#branches];
		this.forget();
		for (const { issue, head, mergedBy } of await changedHeads(this.#options, {
			pulls,
			branches,
		})) {
			const task = String(issue);
			const opId = `h${issue}:${this.#stamp()}`;
			const [answer] = await engine.perform([
				{
					verb: "head",
					input: { ...head },
					actor: app,
					role: "app",
					opId,
					task,
					ifTask: task,
				},
			]);
			if (answer?.ok === false)
				onRefusal(`head of ${issue}: ${answer.code}, ${answer.message}`);
			if (head.state === "merged" && mergedBy !== undefined)
				await this.#finishMerged(issue, mergedBy, head);
		}
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
		const role = await api.role(by.login);
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
		if (answer?.ok === false)
			this.#options.onRefusal(
				`${issue}, merged: ${answer.code}, ${answer.message}`,
			);
	}
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
