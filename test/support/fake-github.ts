import type { Actor, Role } from "../../src/core/actor.ts";
import type { CheckFact } from "../../src/core/gate.ts";
import type { CommitFact } from "../../src/core/plan/evidence.ts";
import type {
	ChangedIssue,
	CommentRecord,
	EventRecord,
	IssueRecord,
	Receipt,
	RepositoryApi,
} from "../../src/github/api.ts";
import type { GateDispatch } from "../../src/github/gate-dispatch-api.ts";
import type {
	HeadApi,
	HeadDifference,
	PullRecord,
} from "../../src/github/head-api.ts";
import type { ReviewRecord } from "../../src/github/reviews/review-api.ts";
import type { StatusRecord } from "../../src/github/status-api.ts";
import { person } from "./bench.ts";

/** A repository in memory, as far as the door looks at it. Everything it is asked to do is kept to be looked at. */
export interface FakeGitHub extends RepositoryApi {
	readonly roles: Map<string, Role>;
	/** An issue without a time of its last change is as old as the world. */
	readonly issues: Map<number, IssueRecord & Partial<ChangedIssue>>;
	/** Marks of the issues that the app made, by number. */
	readonly made: Map<number, string>;
	readonly allComments: CommentRecord[];
	readonly allEvents: EventRecord[];
	readonly receipts: Map<number, Receipt[]>;
	readonly said: { readonly issue: number; readonly body: string }[];
	readonly files: Map<string, string>;
	/** What the default branch holds as far as plans are concerned, by path. */
	readonly sources: Map<string, string>;
	/** True when the list of files is cut. */
	isCut: boolean;
	/** Oids of the texts that were asked for. */
	readonly textsRead: string[];
	readonly commits: CommitFact[];
	/** Writes a comment without telling anybody. */
	write(
		who: string,
		issue: number,
		body: string,
		at: { createdAt: string; updatedAt?: string; isBot?: boolean },
	): CommentRecord;
	/** Lets something happen to an issue without telling anybody. */
	happen(
		who: string,
		issue: number,
		event: string,
		at: {
			createdAt: string;
			label?: string;
			assignee?: string;
			renamedTo?: string;
			related?: number;
			isByBot?: boolean;
		},
	): EventRecord;
}

/** Pull requests, branches and checks in memory. */
export interface FakeHeads extends HeadApi {
	readonly pulls: Map<number, PullRecord>;
	readonly tips: Map<string, string>;
	readonly runs: CheckFact[];
	readonly differences: Map<string, HeadDifference>;
	readonly pullReviews: Map<number, ReviewRecord[]>;
	readonly said: Map<string, StatusRecord[]>;
	/** Runs of the gate workflow that were asked for. */
	readonly dispatched: GateDispatch[];
}

export function makeFakeHeads(): FakeHeads {
	const fake: FakeHeads = {
		pulls: new Map(),
		tips: new Map(),
		runs: [],
		differences: new Map(),
		pullReviews: new Map(),
		said: new Map(),
		dispatched: [],
		reviews: async (pull) => fake.pullReviews.get(pull) ?? [],
		statuses: async (sha) => fake.said.get(sha) ?? [],
		dispatchGate: async (dispatch) => {
			fake.dispatched.push(dispatch);
		},
		pull: async (number) => fake.pulls.get(number),
		openPulls: async () =>
			[...fake.pulls.values()].filter(({ head }) => head.state === "open"),
		changedPulls: async () => [...fake.pulls.values()],
		branches: async (prefix) =>
			[...fake.tips]
				.filter(([name]) => name.startsWith(prefix))
				.map(([name, sha]) => ({ name, sha })),
		checks: async (sha) => fake.runs.filter((run) => run.sha === sha),
		commits: async () => [...new Set(fake.runs.map(({ sha }) => sha))],
		difference: async (sha) => fake.differences.get(sha),
	};
	return fake;
}

export function makeFakeGitHub(): FakeGitHub {
	let lastId = 100;
	const fake: FakeGitHub = {
		roles: new Map<string, Role>([
			["maintainer", "admin"],
			["alice", "write"],
			["bob", "write"],
			["guest", "read"],
		]),
		issues: new Map(),
		made: new Map(),
		allComments: [],
		allEvents: [],
		receipts: new Map(),
		said: [],
		files: new Map([[".github/baton.yml", "review: never\n"]]),
		sources: new Map(),
		isCut: false,
		textsRead: [],
		commits: [],
		sourceTree: async () => ({
			files: [...fake.sources].map(([path, text]) => ({
				path,
				oid: `oid of ${text}`,
				bytes: text.length,
				isLink: text.startsWith("link to "),
			})),
			isCut: fake.isCut,
		}),
		async sourceText(oid) {
			fake.textsRead.push(oid);
			return oid.slice("oid of ".length);
		},
		commitFact: async (name) =>
			fake.commits.find(
				(commit) => commit.known && commit.sha.startsWith(name.toLowerCase()),
			) ?? { known: false },
		role: async ({ login }) => fake.roles.get(login) ?? "none",
		issue: async (number) => fake.issues.get(number),
		async *changedIssues(since) {
			for (const issue of fake.issues.values()) {
				const { updatedAt = "1970-01-01T00:00:00Z" } = issue;
				if (Date.parse(updatedAt) >= Date.parse(since))
					yield { ...issue, updatedAt };
			}
		},
		async *labelledIssues(label) {
			for (const issue of fake.issues.values())
				if (!issue.isClosed && issue.labels.includes(label)) yield issue;
		},
		async createIssue({ mark, title, body, labels }) {
			const number = Math.max(0, ...fake.issues.keys()) + 1;
			fake.issues.set(number, {
				number,
				title,
				body,
				labels,
				isClosed: false,
				stateReason: null,
				assignees: [],
				isPullRequest: false,
			});
			fake.made.set(number, mark);
			return number;
		},
		createdIssue: async (mark) =>
			[...fake.made].find(([, made]) => made === mark)?.[0],
		comment: async (id) => fake.allComments.find((one) => one.id === id),
		async *comments(since) {
			for (const comment of fake.allComments)
				if (since === undefined || comment.updatedAt >= since) yield comment;
		},
		async *commentsOf(issue, since) {
			for await (const comment of fake.comments(since))
				if (comment.issue === issue) yield comment;
		},
		events: async (afterId) => fake.allEvents.filter(({ id }) => id > afterId),
		hasReceipt: async (id) =>
			(fake.receipts.get(id) ?? []).some((receipt) => receipt !== "eyes"),
		async react(id, receipt) {
			const present = fake.receipts.get(id) ?? [];
			if (present.includes(receipt)) return false;
			fake.receipts.set(id, [...present, receipt]);
			return true;
		},
		async reply(issue, body) {
			fake.said.push({ issue, body });
		},
		hasReply: async (issue, text) =>
			fake.said.some((one) => one.issue === issue && one.body.includes(text)),
		account: async (login): Promise<Actor | undefined> =>
			login === "nobody" ? undefined : person(login),
		file: async (path) => fake.files.get(path),
		write(
			who,
			issue,
			body,
			{ createdAt, updatedAt = createdAt, isBot = false },
		) {
			lastId += 1;
			const comment: CommentRecord = {
				id: lastId,
				issue,
				body,
				author: { ...person(who), isBot },
				createdAt,
				updatedAt,
			};
			fake.allComments.push(comment);
			return comment;
		},
		happen(who, issue, event, { createdAt, ...what }) {
			lastId += 1;
			const record: EventRecord = {
				id: lastId,
				event,
				issue,
				actor: person(who),
				createdAt,
				...what,
			};
			fake.allEvents.push(record);
			return record;
		},
	};
	return fake;
}
