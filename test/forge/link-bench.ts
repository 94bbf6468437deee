import { checkSchema } from "../support/openapi/check.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

const HEARS = ["sub_issues", "issue_dependencies"];

/** The sample with an App that hears of links between issues, and a second repository of the same owner. */
const seed = {
	...SEED,
	repositories: SEED.repositories.map((repository) =>
		repository.name === "secret"
			? { ...repository, collaborators: { writer: "read" as const } }
			: repository,
	),
	apps: SEED.apps.map((app) =>
		app.slug === "baton" ? { ...app, events: HEARS } : app,
	),
};

export type Issue = Awaited<ReturnType<LinkBench["open"]>>;

/** A GitHub to link issues on, and a listener for the App `baton`. */
export class LinkBench {
	sample: Sample;
	readonly receiver: Receiver;

	constructor(sample: Sample, receiver: Receiver) {
		this.sample = sample;
		this.receiver = receiver;
		sample.forge.addReceiver("baton", receiver.url);
	}

	async open(title: string, target = REPO as { owner: string; repo: string }) {
		const author = this.sample.as(target.repo === "demo" ? "writer" : "boss");
		return (await author.issues.create({ ...target, title })).data;
	}

	async openMany(count: number): Promise<Issue[]> {
		const made: Issue[] = [];
		for (let n = 1; n <= count; n += 1) made.push(await this.open(`No. ${n}`));
		return made;
	}

	async shown({ number }: Issue) {
		const target = { ...REPO, issue_number: number };
		return (await this.sample.as("guest").issues.get(target)).data;
	}

	/** A pull request, as the issue that it is too. */
	async openPull(branch: string): Promise<Issue> {
		const { repos, git, pulls, issues } = this.sample.as("writer");
		const main = await repos.getBranch({ ...REPO, branch: "main" });
		const { sha } = main.data.commit;
		await git.createRef({ ...REPO, ref: `refs/heads/${branch}`, sha });
		const file = { path: `${branch}.txt`, content: "eA==", message: "x" };
		await repos.createOrUpdateFileContents({ ...REPO, ...file, branch });
		const change = { title: branch, head: branch, base: "main" };
		const { number } = (await pulls.create({ ...REPO, ...change })).data;
		const { data } = await issues.get({ ...REPO, issue_number: number });
		return data as Issue;
	}

	async close({ number }: Issue): Promise<void> {
		const change = { ...REPO, issue_number: number, state: "closed" as const };
		await this.sample.as("writer").issues.update(change);
	}

	/** Puts a child below a parent; answers the status of a refusal, or 0. */
	nest(parent: Issue, child: Issue, name = "sorter", replace?: true) {
		return refusedWith(
			this.sample.as(name).issues.addSubIssue({
				...REPO,
				issue_number: parent.number,
				sub_issue_id: child.id,
				...(replace === undefined ? {} : { replace_parent: replace }),
			}),
		);
	}

	/** Lets one issue wait for another; answers the status of a refusal, or 0. */
	block(blocked: Issue, blocking: Issue, name = "sorter") {
		return refusedWith(
			this.sample.as(name).issues.addBlockedByDependency({
				...REPO,
				issue_number: blocked.number,
				issue_id: blocking.id,
			}),
		);
	}

	/** What was heard since the last look, each payload held against GitHub's schema for it. */
	async heard(): Promise<Receiver["received"]> {
		await this.sample.forge.settled();
		const all = this.receiver.received
			.splice(0)
			.filter(({ event }) => HEARS.includes(event));
		for (const { event, payload } of all) {
			const schema = `webhook-${event}-${payload.action}`.replaceAll("_", "-");
			const problems = checkSchema(schema, payload);
			if (problems.length > 0)
				throw new Error(`${schema}: ${problems.join(", ")}`);
		}
		return all;
	}

	/** The events of an issue, each with the number of the other issue that it names. */
	async events({ number }: Issue): Promise<string[]> {
		const { data } = await this.sample
			.as("guest")
			.issues.listEvents({ ...REPO, issue_number: number });
		return data.map((event) => {
			const named = ["sub_issue", "parent_issue", "blocked_by", "blocking"]
				.map((name) => (event as Record<string, unknown>)[name])
				.find((value) => value !== undefined) as { number: number } | undefined;
			return `${event.event} ${named?.number}`;
		});
	}

	/** Stops the GitHub and starts it again on another port. */
	async restart(): Promise<void> {
		const { dataDir } = this.sample;
		await this.sample.forge.close();
		this.sample = await startSample({ seed, dataDir });
	}

	async end(): Promise<void> {
		await this.sample.end();
		await this.receiver.close();
	}
}

export async function startLinkBench(): Promise<LinkBench> {
	const sample = await startSample({ seed });
	const secret = sample.forge.apps.baton?.webhookSecret ?? "";
	return new LinkBench(sample, await startReceiver(secret));
}
