import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DEMO } from "../../src/demo.ts";
import { type Client, until } from "./client.ts";

const execute = promisify(execFile);

/** What was said, and what it has to have come to. */
export interface Spoken {
	readonly comment: number;
	readonly issue: number;
	/** The receipt it got. */
	readonly receipt: string;
}

/** A conversation as it went. */
export interface Conversation {
	readonly spoken: Spoken[];
	/** Heads of pull requests. */
	readonly heads: string[];
	rounds: number;
}

/** Whoever listens may be dead half of the time. */
const WAIT_MS = 120_000;
const MOST_TRIES = 20;

/**
 * One round of what people do with two tasks, from their issues to their ends: a dependency drawn by hand, claim, note, hand-off,
 * work with a gate on it, and a review on GitHub. Every answer is waited for, however often whoever gives it is ended.
 */
export async function tellRound(
	client: Client,
	scratch: string,
	conversation: Conversation,
): Promise<void> {
	const maintainer = client.as("maintainer");
	const [first, second] = await Promise.all(
		["the work", "what waits for it"].map(async (title) => {
			const { data } = await maintainer.rest.issues.create({
				...{ ...DEMO, title, labels: ["baton"] },
			});
			return data;
		}),
	);
	if (first === undefined || second === undefined) return;
	const issue = first.number;
	await maintainer.rest.issues.addBlockedByDependency({
		...{ ...DEMO, issue_number: second.number, issue_id: first.id },
	});
	const say = (who: string, body: string) =>
		speak(client, conversation, { who, issue, body });
	await shown(client, issue, "baton:ready");
	await shown(client, second.number, "baton:blocked");
	await say("agent-1", "/claim");
	await say("agent-1", "/note decision: begin with the tests");
	await say("agent-1", "/handoff agent-2 the tests are on the branch");
	await say("agent-2", "/claim");
	const sha = await pushWork(client, scratch, issue);
	conversation.heads.push(sha);
	const { data: pull } = await client.as("agent-2").rest.pulls.create({
		...{ ...DEMO, title: "The work", base: "main" },
		...{ head: `task/${issue}-work`, body: `Closes #${issue}` },
	});
	await client.as("ci").rest.checks.create({
		...{ ...DEMO, name: "test", head_sha: sha },
		...{ status: "completed", conclusion: "success" },
	});
	await say("agent-2", "/done the work is done");
	await shown(client, issue, "baton:review");
	await maintainer.rest.pulls.createReview({
		...{ ...DEMO, pull_number: pull.number, commit_id: sha },
		event: "APPROVE",
	});
	await shown(client, issue, "baton:done");
	await shown(client, second.number, "baton:ready");
	await maintainer.rest.issues.update({
		...{ ...DEMO, issue_number: second.number, state: "closed" },
		state_reason: "not_planned",
	});
	await shown(client, second.number, "baton:cancelled");
	conversation.rounds += 1;
}

/** Says something until it is taken: what it rests on may not have been heard of yet. */
async function speak(
	client: Client,
	{ spoken }: Conversation,
	{ who, issue, body }: { who: string; issue: number; body: string },
): Promise<void> {
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const comment = await client.say(who, issue, body);
		const receipt = await until(
			`a receipt for ${body} on ${issue}`,
			async () =>
				(await client.receipts(comment)).find((one) => one !== "eyes"),
			WAIT_MS,
		);
		spoken.push({ comment, issue, receipt });
		if (receipt === "rocket") return;
	}
	throw new Error(`${body} on ${issue} was refused ${MOST_TRIES} times`);
}

function shown(client: Client, issue: number, label: string): Promise<true> {
	return until(
		`${label} on ${issue}`,
		async () => {
			const { data } = await client
				.as("maintainer")
				.rest.issues.get({ ...DEMO, issue_number: issue });
			const names = data.labels.map((one) =>
				typeof one === "string" ? one : one.name,
			);
			return names.includes(label) ? true : undefined;
		},
		WAIT_MS,
	);
}

/** One commit on the task's branch; answers its name. */
async function pushWork(
	{ directions }: Client,
	scratch: string,
	issue: number,
): Promise<string> {
	const directory = join(scratch, `work-${issue}`);
	const env = {
		PATH: process.env.PATH ?? "",
		GIT_CONFIG_GLOBAL: "/dev/null",
		...{ GIT_AUTHOR_NAME: "agent-2", GIT_AUTHOR_EMAIL: "agent-2@example.com" },
		...{ GIT_COMMITTER_NAME: "agent-2" },
		GIT_COMMITTER_EMAIL: "agent-2@example.com",
	};
	const url = directions.git.replace(
		"//",
		`//agent-2:${directions.tokens["agent-2"]}@`,
	);
	const git = async (...words: readonly string[]) =>
		(await execute("git", [...words], { env })).stdout.trim();
	await git("clone", "--quiet", url, directory);
	const at = ["-C", directory];
	await git(...at, "commit", "--quiet", "--allow-empty", "-m", `work ${issue}`);
	await git(...at, "push", "--quiet", "origin", `HEAD:task/${issue}-work`);
	const sha = await git(...at, "rev-parse", "HEAD");
	await rm(directory, { recursive: true, force: true });
	return sha;
}
