import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, type Sample, SEED, startSample } from "./sample.ts";

const HEARS = ["issues", "pull_request", "push", "delete"];
const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "baton"
			? {
					...app,
					events: HEARS,
					permissions: { ...app.permissions, pull_requests: "read" as const },
				}
			: app,
	),
};

/** A GitHub to try pull requests on, a clone of its repository and a listener for the App `baton`. */
export class PullBench {
	sample: Sample;
	clones: Clones;
	readonly receiver: Receiver;
	/** Writer's clone, made anew by `freshClone`. */
	dir = "";

	constructor(sample: Sample, receiver: Receiver) {
		this.sample = sample;
		this.receiver = receiver;
		this.clones = startClones(sample.forge);
		sample.forge.addReceiver("baton", receiver.url);
	}

	/** Clones anew and forgets what was heard. */
	async freshClone(): Promise<void> {
		this.dir = await this.clones.clone("writer");
		await this.heard();
	}

	/** Stops the GitHub, lets `meanwhile` at its directory, and starts it again on another port. */
	async restart(
		meanwhile: (dataDir: string) => Promise<void> = async () => {},
	) {
		const { dataDir } = this.sample;
		await this.sample.forge.settled();
		await this.sample.forge.close();
		await meanwhile(dataDir);
		this.sample = await startSample({ seed, dataDir });
		await this.clones.remove();
		this.clones = startClones(this.sample.forge);
	}

	/** What was heard of pull requests and issues since the last look, as `action number merged`. */
	async heard(): Promise<string[]> {
		await this.sample.forge.settled();
		const told = this.receiver.received.map(({ event, payload }) => {
			const { action, number, issue, pull_request: pull } = payload;
			if (event === "issues") return `issue ${action} ${issue.number}`;
			return event === "pull_request"
				? `${action} ${number}${pull.merged ? " merged" : ""}`
				: "";
		});
		this.receiver.received.length = 0;
		return told.filter((line) => line !== "");
	}

	/** The payload that came last. */
	async last(): Promise<Receiver["received"][number]["payload"]> {
		await this.sample.forge.settled();
		return this.receiver.received.at(-1)?.payload;
	}

	async push(branch: string, path: string, text: string | Buffer) {
		const sha = await commitFile(this.dir, path, text);
		await git(this.dir, "push", "--quiet", "origin", `HEAD:${branch}`);
		return sha;
	}

	async openPull(head: string, body = "", base = "main"): Promise<number> {
		const change = { ...REPO, title: "A change", head, base, body };
		return (await this.sample.as("writer").pulls.create(change)).data.number;
	}

	async openIssue(): Promise<number> {
		const issue = { ...REPO, title: "A task" };
		return (await this.sample.as("writer").issues.create(issue)).data.number;
	}

	async pull(pull_number: number) {
		const target = { ...REPO, pull_number };
		return (await this.sample.as("guest").pulls.get(target)).data;
	}

	async end(): Promise<void> {
		await this.sample.end();
		await this.receiver.close();
		await this.clones.remove();
	}
}

export async function startPullBench(): Promise<PullBench> {
	const sample = await startSample({ seed });
	const secret = sample.forge.apps.baton?.webhookSecret ?? "";
	return new PullBench(sample, await startReceiver(secret));
}
