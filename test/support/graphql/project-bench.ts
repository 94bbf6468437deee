import type { CardHint } from "../../../src/github/projects/card-hint.ts";
import { projectApi } from "../../../src/github/projects/project-api.ts";
import type { RepositoryOptions } from "../../../src/github/repository-options.ts";
import { person } from "../bench.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../repository-bench.ts";
import { type Answerer, makeAnswerer } from "./answerer.ts";
import {
	makeProjectWorld,
	type ProjectWorld,
	selectField,
} from "./project-world.ts";

/** A repository door whose board is shown in a project. */
export interface ProjectBench extends RepositoryBench {
	readonly world: ProjectWorld;
	readonly answerer: Answerer;
	/** Puts issues on the board. */
	put(...issues: readonly number[]): Promise<void>;
	/** Lets so much time go by, then everything that is due be shown. */
	after(ms: number): Promise<void>;
	/** Somebody chooses another option on a card. Answers what the webhook tells of it; `more` changes that. */
	choose(
		who: string,
		issue: number,
		to: Choice,
		more?: Partial<CardHint>,
	): CardHint;
	/** A webhook about a card arrives. */
	hears(hint: CardHint): Promise<void>;
	/** Both at once. */
	move(
		who: string,
		issue: number,
		to: Choice,
		more?: Partial<CardHint>,
	): Promise<void>;
	/** What was written into the project since this was asked last. */
	newWrites(): readonly string[];
}

/** What is chosen in a field; none empties it. */
interface Choice {
	readonly field: string;
	readonly option: string | undefined;
}

/** Opens a board with this config on the project; `prepare` changes the project before it is first looked at. */
export async function makeProjectBench(
	config = "project: { number: 3 }\nreview: never\n",
	prepare: (world: ProjectWorld, answerer: Answerer) => void = () => undefined,
	more: Pick<RepositoryOptions, "mayWrite"> = {},
): Promise<ProjectBench> {
	let world!: ProjectWorld;
	let answerer!: Answerer;
	const base = await makeRepositoryBench(config, undefined, (nowMs) => {
		world = makeProjectWorld(nowMs);
		answerer = makeAnswerer(world);
		prepare(world, answerer);
		const name = { owner: world.owner, repo: world.repo };
		return { projects: projectApi(answerer.client, name), ...more };
	});
	let deliveries = 0;
	let seen = 0;
	const self: ProjectBench = Object.assign(base, {
		world,
		answerer,
		async put(...issues: readonly number[]) {
			for (const issue of issues) {
				world.issues.add(issue);
				await base.enroll(issue);
			}
			await self.after(6_000);
		},
		async after(ms: number) {
			await base.repository().settled();
			base.bench.advance(ms);
			await base.repository().sweep();
			await base.repository().settled();
		},
		choose(
			who: string,
			issue: number,
			{ field, option }: Choice,
			more: Partial<CardHint> = {},
		) {
			world.choose(issue, field, option);
			deliveries += 1;
			const chosen = world.projects[0]?.fields
				.find(({ name }) => name === field)
				?.options?.find(({ name }) => name === option);
			return {
				issue,
				project: world.projects[0]?.id ?? "",
				field,
				to: chosen?.id ?? null,
				editor: { ...person(who), isBot: false },
				at: new Date(base.bench.nowMs()).toISOString(),
				delivery: `delivery ${deliveries}`,
				...more,
			};
		},
		async hears(hint: CardHint) {
			base.repository().cardEdited(hint);
			await base.repository().settled();
		},
		move(who: string, issue: number, to: Choice, more: Partial<CardHint> = {}) {
			return self.hears(self.choose(who, issue, to, more));
		},
		newWrites() {
			const fresh = world.writes.slice(seen);
			seen = world.writes.length;
			return fresh;
		},
	});
	return self;
}

/** A board in a project with the columns of GitHub's planning template and one more, and issue 1 on it. */
export async function makePlannedBench(
	config = "project: { number: 3 }\nreview: never\n",
): Promise<ProjectBench> {
	const columns = ["Backlog", "Ready", "In progress", "In review", "Done"];
	const bench = await makeProjectBench(config, (world) => {
		const status = selectField(world, "Status", [...columns, "Someday"]);
		world.projects[0]?.fields.splice(1, 1, status);
	});
	await bench.put(1);
	bench.newWrites();
	return bench;
}
