import type { ProbotOctokit } from "probot";
import { type RepositoryName, unlessMissing } from "../api.ts";
import type { LabelLook } from "./board-labels.ts";
import { CHECK_NAME, type HeadCheck } from "./head-check.ts";
import { STATUS_MARKER } from "./status-comment.ts";

/** A comment of the app's own. */
export interface OwnComment {
	readonly id: number;
	readonly body: string;
	/** Undefined where the server does not know of pins. */
	readonly isPinned: boolean | undefined;
}

/** Baton's check as it stands on a commit. */
export type OwnCheck = Pick<
	HeadCheck,
	"status" | "conclusion" | "title" | "summary" | "externalId"
> & { readonly id: number };

/** Everything the projector asks of GitHub and does there. Creations are never repeated blindly. */
export interface ViewApi {
	/** Names of all labels of the repository. */
	labels(): Promise<readonly string[]>;
	createLabel(look: LabelLook): Promise<void>;
	addLabels(issue: number, names: readonly string[]): Promise<void>;
	removeLabel(issue: number, name: string): Promise<void>;
	open(issue: number): Promise<void>;
	close(issue: number, reason: "completed" | "not_planned"): Promise<void>;
	isAssignable(login: string): Promise<boolean>;
	assign(issue: number, login: string): Promise<void>;
	unassign(issue: number, logins: readonly string[]): Promise<void>;
	/** The app's status comments on an issue, oldest first. */
	statusComments(issue: number): Promise<readonly OwnComment[]>;
	/** A comment's body, undefined when it is gone. */
	comment(id: number): Promise<string | undefined>;
	createComment(issue: number, body: string): Promise<number>;
	editComment(id: number, body: string): Promise<void>;
	deleteComment(id: number): Promise<void>;
	pin(id: number): Promise<void>;
	/** Baton's newest check on a commit. */
	check(sha: string): Promise<OwnCheck | undefined>;
	/** Makes the check, or changes the one with this id; answers its id. */
	saveCheck(check: HeadCheck, id?: number): Promise<number>;
}

const PER_PAGE = 100;
const PIN = "PUT /repos/{owner}/{repo}/issues/comments/{comment_id}/pin";

/** What the projector does in one repository, with an installation's token. `app` is the App's slug and bot account. */
export function viewApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
): ViewApi {
	return {
		...labelApi(octokit, name),
		...issueApi(octokit, name),
		...commentApi(octokit, name, appLogin),
		...checkApi(octokit, name, appLogin),
	};
}

function labelApi(octokit: ProbotOctokit, name: RepositoryName) {
	const { rest } = octokit;
	return {
		async labels() {
			const labels = await octokit.paginate(rest.issues.listLabelsForRepo, {
				...name,
				per_page: PER_PAGE,
			});
			return labels.map((label) => label.name);
		},
		async createLabel(look: LabelLook) {
			await unlessStatus(422, () =>
				// 422: somebody else has just made it.
				rest.issues.createLabel({ ...name, ...look }),
			);
		},
		async addLabels(issue: number, labels: readonly string[]) {
			await rest.issues.addLabels({
				...name,
				issue_number: issue,
				labels: [...labels],
			});
		},
		async removeLabel(issue: number, label: string) {
			await unlessMissing(() =>
				rest.issues.removeLabel({ ...name, issue_number: issue, name: label }),
			);
		},
	};
}

function issueApi(octokit: ProbotOctokit, name: RepositoryName) {
	const { rest } = octokit;
	return {
		async open(issue: number) {
			await rest.issues.update({ ...name, issue_number: issue, state: "open" });
		},
		async close(issue: number, reason: "completed" | "not_planned") {
			await rest.issues.update({
				...name,
				issue_number: issue,
				state: "closed",
				state_reason: reason,
			});
		},
		async isAssignable(login: string) {
			const answer = await unlessMissing(() =>
				rest.issues.checkUserCanBeAssigned({ ...name, assignee: login }),
			);
			return answer !== undefined;
		},
		async assign(issue: number, login: string) {
			await rest.issues.addAssignees({
				...name,
				issue_number: issue,
				assignees: [login],
			});
		},
		async unassign(issue: number, logins: readonly string[]) {
			await rest.issues.removeAssignees({
				...name,
				issue_number: issue,
				assignees: [...logins],
			});
		},
	};
}

function commentApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
) {
	const { rest } = octokit;
	return {
		async statusComments(issue: number) {
			const comments = await octokit.paginate(rest.issues.listComments, {
				...name,
				issue_number: issue,
				per_page: PER_PAGE,
			});
			return comments
				.filter(
					({ user, body }) =>
						user?.login === appLogin &&
						body?.startsWith(STATUS_MARKER) === true,
				)
				.map(({ id, body, ...rest }) => ({
					id,
					body: body ?? "",
					isPinned: pinOf(rest),
				}))
				.sort((a, b) => a.id - b.id);
		},
		comment: (id: number) =>
			unlessMissing(
				async () =>
					(await rest.issues.getComment({ ...name, comment_id: id })).data
						.body ?? "",
			),
		async createComment(issue: number, body: string) {
			const { data } = await rest.issues.createComment({
				...name,
				issue_number: issue,
				body,
			});
			return data.id;
		},
		async editComment(id: number, body: string) {
			await rest.issues.updateComment({ ...name, comment_id: id, body });
		},
		async deleteComment(id: number) {
			await unlessMissing(() =>
				rest.issues.deleteComment({ ...name, comment_id: id }),
			);
		},
		async pin(id: number) {
			// Not every server can; the comment is as true without.
			await unlessMissing(() =>
				octokit.request(PIN, { ...name, comment_id: id }),
			);
		},
	};
}

function checkApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
) {
	const { rest } = octokit;
	return {
		async check(sha: string): Promise<OwnCheck | undefined> {
			const runs = await octokit.paginate(rest.checks.listForRef, {
				...name,
				// The list that gates are judged by, whole: asked for a second time it costs nothing.
				ref: sha,
				per_page: PER_PAGE,
			});
			const [newest] = runs
				.filter(
					({ app, name }) =>
						name === CHECK_NAME && `${app?.slug}[bot]` === appLogin,
				)
				.sort((a, b) => b.id - a.id);
			return newest === undefined
				? undefined
				: {
						id: newest.id,
						status: newest.status === "completed" ? "completed" : "in_progress",
						...(newest.conclusion === null
							? {}
							: { conclusion: newest.conclusion as HeadCheck["conclusion"] }),
						title: newest.output.title ?? "",
						summary: newest.output.summary ?? "",
						externalId: newest.external_id ?? "",
					};
		},
		async saveCheck(check: HeadCheck, id?: number) {
			const { sha, status, conclusion, title, summary, buttons } = check;
			const fields = {
				...name,
				status,
				...(conclusion === undefined ? {} : { conclusion }),
				external_id: check.externalId,
				output: { title, summary },
				actions: buttons.map((button) => ({ ...button })),
			};
			const { data } =
				id === undefined
					? await rest.checks.create({
							...fields,
							...{ name: CHECK_NAME, head_sha: sha },
						})
					: await rest.checks.update({ ...fields, check_run_id: id });
			return data.id;
		},
	};
}

/** The client's types are older than pins. */
function pinOf(comment: object): boolean | undefined {
	const { pin } = comment as { readonly pin?: unknown };
	return pin === undefined ? undefined : pin !== null;
}

async function unlessStatus(
	expected: number,
	act: () => Promise<unknown>,
): Promise<void> {
	try {
		await act();
	} catch (error) {
		if ((error as { status?: number }).status !== expected) throw error;
	}
}
