import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Octokit } from "@octokit/rest";

/** What `forge.json` tells. */
export interface Directions {
	readonly api: string;
	readonly git: string;
	readonly owner: string;
	readonly repo: string;
	readonly tokens: Readonly<Record<string, string>>;
	readonly app: {
		readonly url: string;
		readonly id: number;
		readonly slug: string;
		readonly webhookSecret: string;
	};
	/** Where the local GitHub is told to misbehave. */
	readonly controls?: { readonly url: string; readonly token: string };
	readonly pids: readonly number[];
}

/** Somebody who works with the repository over GitHub's own API. */
export interface Client {
	readonly directions: Directions;
	as(who: string): Octokit;
	/** Writes a comment and answers its id. */
	say(who: string, issue: number, body: string): Promise<number>;
	/** Waits for Baton's receipt on a comment: `rocket` or `confused`. */
	receipt(comment: number): Promise<string>;
	/** Says something and answers with its receipt. */
	tell(who: string, issue: number, body: string): Promise<string>;
	/** Says something that gets a reply; answers with the receipt and the reply's JSON. */
	ask(
		who: string,
		issue: number,
		body: string,
	): Promise<{ receipt: string; answer: Reply }>;
	/** Baton's replies on an issue, without the comment that tells how its task stands. */
	replies(issue: number): Promise<readonly string[]>;
	/** Receipts on a comment by now, without waiting. */
	receipts(comment: number): Promise<readonly string[]>;
}

/** The machine-readable end of a reply. */
export interface Reply {
	readonly ok: boolean;
	readonly code?: string;
	readonly message?: string;
	readonly data?: Readonly<Record<string, unknown>>;
}

const WAIT_MS = 20_000;

export function readDirections(home: string): Directions {
	return JSON.parse(
		readFileSync(join(home, "forge.json"), "utf8"),
	) as Directions;
}

export function makeClient(directions: Directions): Client {
	const { owner, repo } = directions;
	const as = (who: string) =>
		new Octokit({
			baseUrl: directions.api,
			auth: directions.tokens[who],
			log: { debug() {}, info() {}, warn() {}, error() {} },
		});
	const reader = as("maintainer");

	async function receipts(comment: number): Promise<readonly string[]> {
		const { data } = await reader.rest.reactions.listForIssueComment({
			owner,
			repo,
			comment_id: comment,
		});
		return data
			.filter(({ user }) => user?.login === "baton[bot]")
			.map(({ content }) => content);
	}

	async function receipt(comment: number): Promise<string> {
		return until(`a receipt on comment ${comment}`, async () =>
			(await receipts(comment)).find((content) => content !== "eyes"),
		);
	}

	async function replies(issue: number): Promise<readonly string[]> {
		const comments = await reader.paginate(reader.rest.issues.listComments, {
			owner,
			repo,
			issue_number: issue,
			per_page: 100,
		});
		return comments
			.filter(({ user }) => user?.login === "baton[bot]")
			.map(({ body }) => body ?? "")
			.filter((body) => !body.includes("<!-- baton:status -->"));
	}

	async function say(
		who: string,
		issue: number,
		body: string,
	): Promise<number> {
		const { data } = await as(who).rest.issues.createComment({
			owner,
			repo,
			issue_number: issue,
			body,
		});
		return data.id;
	}

	return {
		directions,
		as,
		say,
		receipt,
		receipts,
		replies,
		async tell(who, issue, body) {
			const comment = await say(who, issue, body);
			return receipt(comment);
		},
		async ask(who, issue, body) {
			const comment = await say(who, issue, body);
			const reply = await until(`a reply to comment ${comment}`, async () =>
				(await replies(issue)).find((text) =>
					text.includes(`<!-- baton:c${comment}:`),
				),
			);
			return {
				receipt: await receipt(comment),
				answer: answerIn(reply, comment),
			};
		},
	};
}

/** The JSON that follows a comment's marker in a reply. */
export function answerIn(reply: string, comment: number): Reply {
	const part = reply.slice(reply.indexOf(`<!-- baton:c${comment}:`));
	const json = /```json\n([\s\S]*?)\n```/.exec(part)?.[1];
	if (json === undefined) throw new Error(`the reply has no JSON: ${reply}`);
	return JSON.parse(json) as Reply;
}

/** Looks again and again until there is something, within 20 seconds unless said otherwise. */
export async function until<T>(
	what: string,
	look: () => Promise<T | undefined>,
	waitMs = WAIT_MS,
): Promise<T> {
	for (const start = Date.now(); Date.now() - start < waitMs; ) {
		const found = await look();
		if (found !== undefined) return found;
		await pause(20);
	}
	throw new Error(`waited ${waitMs / 1_000} s for ${what}`);
}
