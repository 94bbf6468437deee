import type { JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { IssueRecord } from "../../src/github/api.ts";
import { Projector } from "../../src/github/projection/projector.ts";
import type { WritesBudget } from "../../src/github/projection/shedding.ts";
import { type Bench, makeBench } from "./bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "./fake-github.ts";
import { type FakeViews, makeFakeViews } from "./fake-views.ts";
import { openBoard, say } from "./speak.ts";

/** A projector on a board in memory and a GitHub in memory, with a clock that is moved by hand. */
export interface ProjectorBench {
	readonly bench: Bench;
	readonly github: FakeGitHub;
	readonly heads: FakeHeads;
	readonly views: FakeViews;
	readonly errors: unknown[];
	/** The one that works now. */
	projector(): Projector;
	/** Another process takes over, with an empty memory. */
	restart(): void;
	/** Says a verb as somebody with write, or in the role given. */
	tell(
		who: string,
		verb: string,
		task: string,
		input?: JsonObject,
		role?: "admin" | "write" | "app",
	): Promise<Answer | undefined>;
	/** Moves the clock, then lets the projector look. */
	after(ms: number): Promise<void>;
	issue(number: number): IssueRecord;
	change(number: number, to: Partial<IssueRecord>): void;
	/** The status comments of an issue. */
	statuses(number: number): Promise<readonly string[]>;
	/** Writes since the last call. */
	newWrites(): readonly string[];
}

export async function makeProjectorBench(
	config: JsonObject,
	issues: readonly number[],
	budget: WritesBudget = {},
): Promise<ProjectorBench> {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const heads = makeFakeHeads();
	const views = makeFakeViews(github);
	const errors: unknown[] = [];
	let projector: Projector;
	let written = 0;
	const restart = () => {
		projector = new Projector({
			...budget,
			api: github,
			views,
			heads,
			engine: bench.replica(),
			nowMs: bench.nowMs,
			later: () => () => undefined,
			onUnexplained: () => undefined,
			onError: (error) => errors.push(error),
		});
	};
	restart();
	await openBoard(bench, config);
	const self: ProjectorBench = {
		bench,
		github,
		heads,
		views,
		errors,
		projector: () => projector,
		restart,
		async tell(who, verb, task, input = {}, role = "write") {
			const [answer] = await bench.engine.perform([
				say(bench, who, verb, { task, input, role }),
			]);
			return answer;
		},
		async after(ms) {
			bench.advance(ms);
			await projector.wake();
		},
		issue: (number) => github.issues.get(number) as IssueRecord,
		change(number, to) {
			github.issues.set(number, { ...self.issue(number), ...to });
		},
		statuses: async (number) =>
			(await views.statusComments(number)).map(({ body }) => body),
		newWrites() {
			const fresh = views.writes.slice(written);
			written = views.writes.length;
			return fresh;
		},
	};
	for (const number of issues) {
		github.issues.set(number, {
			number,
			title: `Issue ${number}`,
			body: "",
			labels: ["baton"],
			isClosed: false,
			stateReason: null,
			assignees: [],
			isPullRequest: false,
		});
		await self.tell(
			"maintainer",
			"enroll",
			String(number),
			{ title: `Issue ${number}`, issue: number },
			"admin",
		);
	}
	return self;
}
