import type { CheckFact } from "../../src/core/gate.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { HeadApi } from "../../src/github/head-api.ts";
import { Repository } from "../../src/github/repository.ts";
import type { RepositoryOptions } from "../../src/github/repository-options.ts";
import { APP, type Bench, makeBench } from "./bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "./fake-github.ts";
import { type FakeRelations, makeFakeRelations } from "./fake-relations.ts";
import { type FakeViews, makeFakeViews } from "./fake-views.ts";

/** What a comment came to: the code of its refusal or `ok`, and the replies that it got. */
export interface Said {
	readonly code: string;
	readonly replies: readonly string[];
	readonly commentId: number;
}

/** A whole repository door on a board and a GitHub in memory. */
export interface RepositoryBench {
	readonly bench: Bench;
	readonly github: FakeGitHub;
	readonly heads: FakeHeads;
	readonly views: FakeViews;
	readonly relations: FakeRelations;
	readonly errors: string[];
	readonly refusals: string[];
	/** Waits that were asked for, in milliseconds. */
	readonly waits: number[];
	/** The one that works now. */
	repository(): Repository;
	/** Another process takes over, with an empty memory. */
	restart(): Promise<void>;
	/** Puts an issue on the board. */
	enroll(
		number: number,
		issue?: { title?: string; body?: string },
	): Promise<void>;
	say(who: string, issue: number, body: string): Promise<Said>;
	/** The task's pull request is at a commit now, as a push tells. */
	push(
		issue: number,
		sha: string,
		more?: { paths?: readonly string[]; isOnMain?: boolean },
	): Promise<void>;
	/** A check of the App `ci` ends at a commit, as a webhook tells. */
	check(
		sha: string,
		conclusion: string | null,
		more?: Partial<CheckFact>,
	): Promise<void>;
	plan(key: string): Promise<Plan | undefined>;
	/** Subjects of the board's commits, oldest first. */
	subjects(): Promise<readonly string[]>;
	/** Lets everything that waits for its time be shown. */
	shown(): Promise<void>;
	/** The status comment of an issue. */
	status(issue: number): Promise<string>;
}

export async function makeRepositoryBench(
	config: string,
	wrap: (heads: FakeHeads) => HeadApi = (heads) => heads,
	more: (nowMs: () => number) => Partial<RepositoryOptions> = () => ({}),
): Promise<RepositoryBench> {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const heads = makeFakeHeads();
	const views = makeFakeViews(github);
	const relations = makeFakeRelations(github, () =>
		new Date(bench.nowMs()).toISOString(),
	);
	const errors: string[] = [];
	const refusals: string[] = [];
	const waits: number[] = [];
	github.files.set(".github/baton.yml", config);
	const at = () => new Date(bench.nowMs()).toISOString();
	const extra = more(bench.nowMs);
	const open = () =>
		new Repository({
			api: github,
			heads: wrap(heads),
			views,
			relations,
			engine: bench.replica(),
			app: APP,
			board: "board",
			nowMs: bench.nowMs,
			later: (ms) => {
				waits.push(ms);
				return () => undefined;
			},
			onError: (error, what) =>
				errors.push(`${what}: ${(error as Error).message}`),
			onRefusal: (what) => refusals.push(what),
			...extra,
		});
	let repository = open();
	await repository.sweep();
	const self: RepositoryBench = {
		...{ bench, github, heads, views, relations, errors, refusals, waits },
		repository: () => repository,
		async restart() {
			repository = open();
			await repository.sweep();
		},
		async enroll(number, { title = `Issue ${number}`, body = "" } = {}) {
			github.issues.set(number, {
				...{ number, title, body },
				labels: ["baton"],
				isClosed: false,
				stateReason: null,
				assignees: [],
				isPullRequest: false,
			});
			github.happen("maintainer", number, "labeled", {
				createdAt: at(),
				label: "baton",
			});
			await repository.sweep();
		},
		async say(who, issue, body) {
			const before = github.said.length;
			const comment = github.write(who, issue, body, { createdAt: at() });
			repository.comment(comment);
			await repository.settled();
			const replies = github.said.slice(before).map((one) => one.body);
			const receipt = github.receipts.get(comment.id)?.at(-1);
			const refused = replies
				.map((reply) => /"code": "([A-Z_]+)"/.exec(reply)?.[1])
				.find((code) => code !== undefined);
			const code =
				receipt === "rocket" ? "ok" : ((receipt && refused) ?? "silence");
			return { code, replies, commentId: comment.id };
		},
		async push(issue, sha, { paths = ["src/app.ts"], isOnMain = false } = {}) {
			const branch = `task/${issue}-work`;
			const head = {
				branch,
				pull_request: issue + 100,
				sha,
				state: "open",
			} as const;
			heads.pulls.set(issue + 100, { head, body: "", isOwn: true });
			heads.differences.set(sha, { isContained: isOnMain, paths });
			repository.pullChanged(issue + 100);
			await repository.settled();
		},
		async check(sha, conclusion, more = {}) {
			heads.runs.push({
				id: heads.runs.length + 1,
				name: "test",
				app: "ci",
				status: conclusion === null ? "in_progress" : "completed",
				conclusion,
				sha,
				url: `https://ci.example/runs/${heads.runs.length + 1}`,
				...more,
			});
			repository.checksChanged(sha);
			await repository.settled();
		},
		plan: (key) => bench.replica().inspect((board) => board.plan(key)),
		async subjects() {
			const head = await bench.store.head();
			const found: string[] = [];
			if (head !== null)
				for await (const { message } of bench.store.log(head))
					found.unshift(message.split("\n", 1)[0] ?? "");
			return found;
		},
		async shown() {
			for (const ms of [0, 11_000, 11_000]) {
				bench.advance(ms);
				await repository.sweep();
				await repository.settled();
			}
		},
		async status(issue) {
			await self.shown();
			return (await views.statusComments(issue))[0]?.body ?? "";
		},
	};
	return self;
}
