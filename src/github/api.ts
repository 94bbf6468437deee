import type { ProbotOctokit } from "probot";
import { type Actor, ROLES, type Role } from "../core/actor.ts";
import { allPages } from "./all-pages.ts";
import { beforeWall, linkedPages } from "./linked-pages.ts";
import { type RawEvent, toComment, toEvent, toIssue } from "./records.ts";
import type { IssueRelations } from "./relations/issue-relations.ts";
import { type SourceApi, sourceApi } from "./source-api.ts";

/** Which repository. */
export interface RepositoryName {
	readonly owner: string;
	readonly repo: string;
}

/** A comment as far as commands are concerned. */
export interface CommentRecord {
	readonly id: number;
	readonly issue: number;
	readonly body: string;
	readonly author: Actor & { readonly isBot: boolean };
	readonly createdAt: string;
	readonly updatedAt: string;
	/** How many reactions it has that a receipt may be, whosever they are; absent where that is not told. */
	readonly receipts?: number;
}

/** Where and when something was said: in a comment, or at a door of agents, which has none and may be about no issue (0). */
export interface Occasion extends Pick<CommentRecord, "issue" | "createdAt"> {
	readonly author: Actor;
	/** The comment. */
	readonly id?: number;
}

/** An entry of an issue's timeline that may be a person's command. */
export interface EventRecord {
	readonly id: number;
	readonly event: string;
	readonly issue: number;
	readonly actor: Actor;
	readonly isByBot?: boolean;
	readonly label?: string;
	readonly assignee?: string;
	/** Why an issue was closed, as far as the event tells. */
	readonly stateReason?: string;
	/** The title that a renamed issue got. */
	readonly renamedTo?: string;
	/** The issue at the other end of an edge, if it is in this repository. */
	readonly related?: number;
	readonly createdAt: string;
}

/** An issue's text and state. */
export interface IssueRecord {
	readonly number: number;
	readonly title: string;
	readonly body: string;
	readonly labels: readonly string[];
	readonly isClosed: boolean;
	/** When it was closed, while it is. */
	readonly closedAt?: string;
	readonly stateReason: string | null;
	/** Logins. */
	readonly assignees: readonly string[];
	readonly isPullRequest: boolean;
	/** How many comments it has; absent where that is not told. */
	readonly comments?: number;
	/** Absent where GitHub does not tell. */
	readonly relations?: IssueRelations;
}

/** An issue as a list shows it. */
export type ChangedIssue = IssueRecord & { readonly updatedAt: string };

/** An issue that the app makes. `mark` begins its `body`: by that it is found again. */
export interface NewIssue {
	readonly mark: string;
	readonly title: string;
	readonly body: string;
	readonly labels: readonly string[];
}

export type Receipt = "eyes" | "rocket" | "confused";

/** What the doors need of GitHub, and nothing more. Whatever cannot be found out throws: no answer is never taken for one. */
export interface RepositoryApi extends SourceApi {
	/** The account's role; `none` for an account without one, and where its login is another account's by now. */
	role(account: Actor): Promise<Role>;
	issue(number: number): Promise<IssueRecord | undefined>;
	/** Issues, pull requests among them, that anything happened to at or after a time, oldest first. */
	changedIssues(since: string): AsyncIterable<ChangedIssue>;
	/** Open issues with a label, pull requests among them. */
	labelledIssues(label: string): AsyncIterable<IssueRecord>;
	/** Makes an issue; answers its number. */
	createIssue(issue: NewIssue): Promise<number>;
	/** The number of the issue that the app made with this mark, at or after a time. */
	createdIssue(mark: string, since: string): Promise<number | undefined>;
	/** One comment as it is now. */
	comment(id: number): Promise<CommentRecord | undefined>;
	/** Comments written or changed at or after a time (default: all), oldest first. */
	comments(since: string | undefined): AsyncIterable<CommentRecord>;
	/** The same of one issue. */
	commentsOf(
		issue: number,
		since: string | undefined,
	): AsyncIterable<CommentRecord>;
	/** Issue events with a higher id, oldest first. */
	events(afterId: number): Promise<readonly EventRecord[]>;
	/** True when the app's own receipt is on the comment already. */
	hasReceipt(commentId: number): Promise<boolean>;
	/** Puts the app's receipt on a comment. True when it was not there before: of several processes one is told so. */
	react(commentId: number, receipt: Receipt): Promise<boolean>;
	reply(issue: number, body: string): Promise<void>;
	/** True when the app wrote a comment with this text in it on the issue since a time. */
	hasReply(issue: number, text: string, since: string): Promise<boolean>;
	account(login: string): Promise<Actor | undefined>;
	/** Text of a file on the default branch. */
	file(path: string): Promise<string | undefined>;
}

const PER_PAGE = 100;
/** Bound on the pages one sweep reads: 100,000 comments or events. */
const MAX_PAGES = 1_000;

/** The API of one repository, spoken with an installation's token. `appLogin` is the app's own account (`baton[bot]`). */
export function repositoryApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
): RepositoryApi {
	const { rest } = octokit;

	/** True for an issue of this repository, by whatever name the repository goes now. */
	async function isHere(url: string, number: number): Promise<boolean> {
		const isNamedSo = url
			.toLowerCase()
			.endsWith(`/${name.owner}/${name.repo}/issues/${number}`.toLowerCase());
		if (isNamedSo) return true;
		const { data } = await rest.repos.get({ ...name });
		return url === `${data.url}/issues/${number}`;
	}

	/** Issues changed at or after a time, or open ones with a label, oldest first. */
	async function* listIssues(
		which: { readonly since: string } | { readonly labels: string },
	) {
		const pages = linkedPages(
			(query) =>
				rest.issues.listForRepo({
					...name,
					...("since" in which
						? { state: "all", since: toSeconds(which.since) }
						: { state: "open", labels: which.labels }),
					// By creation, as comments are: what changes meanwhile moves none to a page already read.
					sort: "created",
					direction: "asc",
					per_page: PER_PAGE,
					...query,
				}),
			MAX_PAGES,
		);
		for await (const page of pages) yield* page;
	}

	return {
		...sourceApi(octokit, name),
		async role({ id, login }) {
			const level = await unlessMissing(
				async () =>
					(
						await rest.repos.getCollaboratorPermissionLevel({
							...name,
							username: login,
						})
					).data,
			);
			// Where GitHub does not say whose role it is, it is not known to be this account's.
			if (Number(level?.user?.id) !== id) return "none";
			return (
				knownRole(level?.role_name) ?? knownRole(level?.permission) ?? "none"
			);
		},
		issue: (number) =>
			unlessMissing(async () => {
				const { data } = await rest.issues.get({
					...name,
					issue_number: number,
				});
				// A transferred issue answers from where it went: it is another one there.
				if (!(await isHere(data.url, number))) return undefined;
				return toIssue(data);
			}),
		async *changedIssues(since) {
			for await (const issue of listIssues({ since }))
				yield { ...toIssue(issue), updatedAt: issue.updated_at };
		},
		async *labelledIssues(label) {
			for await (const issue of listIssues({ labels: label }))
				yield toIssue(issue);
		},
		async createIssue({ title, body, labels }) {
			const { data } = await rest.issues.create({
				...name,
				title,
				body,
				labels: [...labels],
			});
			return data.number;
		},
		async createdIssue(mark, since) {
			for await (const { number, user, body } of listIssues({ since }))
				if (user?.login === appLogin && body?.startsWith(mark) === true)
					return number;
			return undefined;
		},
		comment: (id) =>
			unlessMissing(async () => {
				const { data } = await rest.issues.getComment({
					...name,
					comment_id: id,
				});
				const issue = issueOf(data);
				// One that moved away with its issue may be answered from where it went.
				return (await isHere(data.issue_url, issue))
					? toComment(data, issue)
					: undefined;
			}),
		async *comments(since) {
			const all = allPages(
				(query) =>
					rest.issues.listCommentsForRepo({
						...name,
						...(since === undefined ? {} : { since: toSeconds(since) }),
						// By creation: an edit meanwhile may show a comment twice, but moves none to a page already read.
						sort: "created",
						direction: "asc",
						per_page: PER_PAGE,
						...query,
					}),
				MAX_PAGES,
			);
			for await (const comment of all)
				yield toComment(comment, issueOf(comment));
		},
		async *commentsOf(issue, since) {
			const pages = linkedPages(
				(query) =>
					rest.issues.listComments({
						...name,
						issue_number: issue,
						...(since === undefined ? {} : { since: toSeconds(since) }),
						per_page: PER_PAGE,
						...query,
					}),
				MAX_PAGES,
			);
			for await (const page of pages)
				for (const comment of page) yield toComment(comment, issue);
		},
		async events(afterId) {
			const newestFirst: EventRecord[] = [];
			const pages = linkedPages(
				beforeWall((query) =>
					rest.issues.listEventsForRepo({
						...name,
						per_page: PER_PAGE,
						...query,
					}),
				),
				MAX_PAGES,
			);
			for await (const page of pages) {
				const fresh = page.filter((event) => event.id > afterId);
				for (const event of fresh) {
					const record = toEvent(event as RawEvent);
					if (record !== undefined) newestFirst.push(record);
				}
				if (fresh.length < page.length) break;
			}
			return newestFirst.sort((a, b) => a.id - b.id);
		},
		async hasReceipt(commentId) {
			const { data } = await rest.reactions.listForIssueComment({
				...name,
				comment_id: commentId,
				per_page: PER_PAGE,
			});
			return data.some(
				({ content, user }) =>
					user?.login === appLogin &&
					(content === "rocket" || content === "confused"),
			);
		},
		async react(commentId, receipt) {
			const { status } = await rest.reactions.createForIssueComment({
				...name,
				comment_id: commentId,
				content: receipt,
			});
			return status === 201;
		},
		async reply(issue, body) {
			await rest.issues.createComment({
				...name,
				issue_number: issue,
				body,
			});
		},
		async hasReply(issue, text, since) {
			const comments = await octokit.paginate(rest.issues.listComments, {
				...name,
				issue_number: issue,
				since: toSeconds(since),
				per_page: PER_PAGE,
			});
			return comments.some(
				({ user, body }) =>
					user?.login === appLogin && body?.includes(text) === true,
			);
		},
		async account(login) {
			return unlessMissing(async () => {
				const { data } = await rest.users.getByUsername({ username: login });
				return { id: data.id, login: data.login };
			});
		},
		async file(path) {
			return unlessMissing(async () => {
				const { data } = await rest.repos.getContent({ ...name, path });
				return "content" in data && typeof data.content === "string"
					? Buffer.from(data.content, "base64").toString("utf8")
					: undefined;
			});
		},
	};
}

/** GitHub takes times of whole seconds. */
function toSeconds(instant: string): string {
	return instant.replace(/\.\d+Z$/, "Z");
}

/** The number in a comment's address of its issue. */
function issueOf({ issue_url }: { readonly issue_url: string }): number {
	return Number(issue_url.split("/").at(-1));
}

function knownRole(text: string | undefined): Role | undefined {
	return text !== "app" &&
		(ROLES as readonly (string | undefined)[]).includes(text)
		? (text as Role)
		: undefined;
}

/** What was read, or nothing where GitHub says that there is nothing. */
export async function unlessMissing<T>(
	read: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await read();
	} catch (error) {
		const { status } = error as { status?: number };
		if (status === 404 || status === 410) return undefined;
		throw error;
	}
}
