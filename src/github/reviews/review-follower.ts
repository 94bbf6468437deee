import type { BoardReader } from "../../core/board.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import { linkedPull } from "../find-head.ts";
import type { Follower } from "../follower.ts";
import { Recent } from "../recent.ts";
import {
	hearReviews,
	type RefusedReview,
	type ReviewDoor,
} from "./hear-review.ts";
import { newsIdOf, reviewNews } from "./review-news.ts";

/** What following reviews needs. `reply` writes on an issue. */
export interface ReviewFollowerOptions
	extends Omit<ReviewDoor, "onRefused" | "strangers"> {
	readonly reply: (issue: number, body: string) => Promise<void>;
	readonly onError: (error: unknown, what: string) => void;
}

/** The reviews of so many tasks are read in one turn, and at each sweep. */
const MAX_LOOKS = 10;
const REMEMBERED = 10_000;

/** Carries out what people say by reviewing the pull request that a task in review has for its head. */
export class ReviewFollower implements Follower {
	readonly #options: ReviewFollowerOptions;
	/** Pull requests and tasks that something happened to. */
	readonly #pulls = new Set<number>();
	readonly #touched = new Set<TaskKey>();
	readonly #left = new Set<TaskKey>();
	/** For each task in review what it was when its reviews were read last. */
	#looked = new Map<TaskKey, string>();
	readonly #told = new Recent<string>(REMEMBERED);
	/** Until the next sweep nobody's role is asked twice. */
	#strangers = new Recent<number>(REMEMBERED);
	#asked = 0;

	constructor(options: ReviewFollowerOptions) {
		this.#options = options;
	}

	get hasNews(): boolean {
		return this.#pulls.size > 0 || this.#touched.size > 0;
	}

	get waits(): boolean {
		return this.#left.size > 0;
	}

	/** A pull request was reviewed, or a review of it dismissed. */
	pullReviewed(pull: number): void {
		this.#pulls.add(pull);
	}

	/** Takes note of checks that changed at a commit: an approval may have waited for them. True when a task in review is there. */
	checksChanged(sha: string): boolean {
		const tasks = this.#options.engine.peek(inReview);
		const keys = tasks.filter(({ head }) => head?.sha === sha);
		for (const { key } of keys) this.#touched.add(key);
		return keys.length > 0;
	}

	/** Has the reviews of some tasks read that no webhook told of, each sweep going on where the last one stopped. */
	async sweep(): Promise<void> {
		this.#strangers = new Recent(REMEMBERED);
		const tasks = this.#options.engine.peek(inReview);
		const from = tasks.length === 0 ? 0 : this.#asked % tasks.length;
		const turn = [...tasks.slice(from), ...tasks.slice(0, from)];
		for (const { key } of turn.slice(0, MAX_LOOKS)) this.#touched.add(key);
		this.#asked += MAX_LOOKS;
		for (const key of this.#left) this.#touched.add(key);
		this.#left.clear();
	}

	postpone(): void {
		for (const key of this.#touched) this.#left.add(key);
		this.#touched.clear();
	}

	/** Reads the reviews of tasks that are new in review or have moved on there, and of those that something happened to. */
	async follow(): Promise<void> {
		const { engine, onError } = this.#options;
		const [touched, pulls] = [new Set(this.#touched), new Set(this.#pulls)];
		this.#touched.clear();
		this.#pulls.clear();
		const tasks =
			pulls.size > 0 ? await engine.inspect(inReview) : engine.peek(inReview);
		const isTold = (task: Task) =>
			touched.has(task.key) || pullsOf(task).some((pull) => pulls.has(pull));
		const news = tasks.filter(isTold);
		const fresh = tasks.filter(
			(task) =>
				!news.includes(task) && this.#looked.get(task.key) !== roundOf(task),
		);
		const inside = new Set(tasks.map(({ key }) => key));
		this.#looked = new Map(
			[...this.#looked].filter(([key]) => inside.has(key)),
		);
		// The others come at the next turn: what people said meanwhile goes before them.
		for (const { key } of news.slice(MAX_LOOKS)) this.#touched.add(key);
		for (const task of [...news, ...fresh].slice(0, MAX_LOOKS)) {
			try {
				await this.#look(task);
			} catch (error) {
				onError(error, `the reviews of task ${task.key} are read later`);
				this.#left.add(task.key);
			}
		}
	}

	async #look(task: Task): Promise<void> {
		const heard = await hearReviews(task.key, {
			...this.#options,
			strangers: this.#strangers,
			onRefused: (refused) => this.#tell(refused),
		});
		if (heard === "moved") this.#left.add(task.key);
		this.#looked.set(task.key, roundOf(task));
	}

	/** Once for each review, whichever process comes to it and however often. */
	async #tell(refused: RefusedReview): Promise<void> {
		const { api, reply } = this.#options;
		const opId = newsIdOf(refused);
		const issue = Number(refused.task);
		if (this.#told.has(opId)) return;
		this.#told.add(opId);
		const { submittedAt } = refused.opinion;
		// A refusal that is kept for good is not come to again: rather told twice than never.
		const isTold = await api
			.hasReply(issue, `baton:${opId} `, submittedAt)
			.catch(() => false);
		if (isTold) return;
		for (const body of reviewNews(refused)) await reply(issue, body);
	}
}

/** Tasks in review that have a head to be reviewed, in the order of keys. */
function inReview(board: BoardReader): readonly Task[] {
	if (board.count("review") === 0) return [];
	return [...board.keys()].flatMap((key) => {
		const task = board.task(key);
		const isReviewed = task?.status === "review" && task.issue !== undefined;
		return isReviewed && pullsOf(task).length > 0 ? [task] : [];
	});
}

function pullsOf(task: Task): readonly number[] {
	return [task.head?.pull_request, linkedPull(task)].filter(
		(pull) => pull !== undefined,
	);
}

/** What reviews are read for anew: the work as it was handed in, and the commit it is at. */
function roundOf({ completed_at = "", head }: Task): string {
	return `${completed_at} ${head?.sha ?? ""}`;
}
