import type { ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { CheckFact } from "../core/gate.ts";
import type { Head } from "../core/task.ts";
import { type RepositoryName, unlessMissing } from "./api.ts";
import { type DispatchApi, dispatchApi } from "./gate-dispatch-api.ts";
import { linkedPages } from "./linked-pages.ts";
import { type ReviewApi, reviewApi } from "./reviews/review-api.ts";
import { type StatusApi, statusApi } from "./status-api.ts";

/** A pull request as far as a task's head is concerned. */
export interface PullRecord {
	readonly head: Head & { readonly pull_request: number };
	readonly body: string;
	/** `owner/repo` that it is in, where that is known. */
	readonly repository?: string;
	/** True when the head is a branch of this repository: only who can push here can make one. */
	readonly isOwn: boolean;
	/** Who merged it. */
	readonly mergedBy?: Actor;
}

/** How a head stands to the default branch. */
export interface HeadDifference {
	/** True when the default branch has it already. */
	readonly isContained: boolean;
	/** Paths it changes; undefined when GitHub does not list all of them. */
	readonly paths: readonly string[] | undefined;
}

/** What gates need of GitHub. Whatever cannot be found out throws: a gate never opens on a missing answer. */
export interface HeadApi extends ReviewApi, StatusApi, DispatchApi {
	pull(number: number): Promise<PullRecord | undefined>;
	openPulls(): Promise<readonly PullRecord[]>;
	/** Pull requests that changed at or after a time (default: open ones), the newest change first. */
	changedPulls(since: string | undefined): Promise<readonly PullRecord[]>;
	/** The tips of branches whose name starts so, by name. */
	branches(
		prefix: string,
	): Promise<readonly { readonly name: string; readonly sha: string }[]>;
	/** Check runs on a commit. */
	checks(sha: string): Promise<readonly CheckFact[]>;
	/** Commits of a pull request, oldest first. */
	commits(pull: number): Promise<readonly string[]>;
	/** Undefined when the commit is not there any more. */
	difference(sha: string): Promise<HeadDifference | undefined>;
}

const PER_PAGE = 100;
/** Bound on the pages one sweep reads. */
const MAX_PAGES = 100;
/** GitHub lists at most so many files of a comparison. */
const MAX_FILES = 300;

/** The same repository's pull requests, branches and checks, spoken with an installation's token. */
export function headApi(octokit: ProbotOctokit, name: RepositoryName): HeadApi {
	const { rest } = octokit;
	return {
		...reviewApi(octokit, name),
		...statusApi(octokit, name),
		...dispatchApi(octokit, name),
		pull: (number) =>
			unlessMissing(async () =>
				toPull((await rest.pulls.get({ ...name, pull_number: number })).data),
			),
		async openPulls() {
			return (
				await octokit.paginate(rest.pulls.list, {
					...name,
					state: "open",
					per_page: PER_PAGE,
				})
			).map(toPull);
		},
		async changedPulls(since) {
			if (since === undefined) return this.openPulls();
			const changed: PullRecord[] = [];
			const pages = linkedPages(
				(query) =>
					rest.pulls.list({
						...name,
						state: "all",
						sort: "updated",
						direction: "desc",
						per_page: PER_PAGE,
						...query,
					}),
				MAX_PAGES,
			);
			for await (const page of pages) {
				const fresh = page.filter(
					({ updated_at }) => Date.parse(updated_at) >= Date.parse(since),
				);
				changed.push(...fresh.map(toPull));
				if (fresh.length < page.length) break;
			}
			return changed;
		},
		async branches(prefix) {
			const refs = await octokit.paginate(rest.git.listMatchingRefs, {
				...name,
				ref: `heads/${prefix}`,
			});
			return refs.map(({ ref, object }) => ({
				name: ref.replace(/^refs\/heads\//, ""),
				sha: object.sha,
			}));
		},
		async checks(sha) {
			const runs = await octokit.paginate(rest.checks.listForRef, {
				...name,
				ref: sha,
				per_page: PER_PAGE,
			});
			return runs.map((run) => ({
				id: run.id,
				name: run.name,
				app: run.app?.slug ?? "",
				status: run.status,
				conclusion: run.conclusion,
				sha: run.head_sha,
				...(run.html_url === null ? {} : { url: run.html_url }),
				...(run.started_at === null
					? {}
					: { started_at: new Date(run.started_at).toISOString() }),
			}));
		},
		async commits(pull) {
			return (
				await octokit.paginate(rest.pulls.listCommits, {
					...name,
					pull_number: pull,
					per_page: PER_PAGE,
				})
			).map(({ sha }) => sha);
		},
		difference: (sha) =>
			unlessMissing(async () => {
				const { data: repository } = await rest.repos.get({ ...name });
				const { data } = await rest.repos.compareCommitsWithBasehead({
					...name,
					basehead: `${repository.default_branch}...${sha}`,
				});
				const files = data.files ?? [];
				return {
					isContained: data.ahead_by === 0,
					paths: files.length >= MAX_FILES ? undefined : files.flatMap(pathsOf),
				};
			}),
	};
}

function pathsOf({
	filename,
	previous_filename,
}: {
	filename: string;
	previous_filename?: string | undefined;
}): readonly string[] {
	return previous_filename === undefined
		? [filename]
		: [filename, previous_filename];
}

interface RawPull {
	readonly number: number;
	readonly body: string | null;
	readonly state: string;
	readonly merged_at: string | null;
	readonly merged_by?: { readonly id: number; readonly login: string } | null;
	readonly head: {
		readonly ref: string;
		readonly sha: string;
		readonly repo: { readonly id: number } | null;
	};
	readonly base: {
		readonly repo: { readonly id: number; readonly full_name: string };
	};
}

function toPull({
	number,
	body,
	state,
	merged_at,
	merged_by,
	head,
	base,
}: RawPull): PullRecord {
	return {
		head: {
			branch: head.ref,
			pull_request: number,
			sha: head.sha,
			state:
				merged_at !== null ? "merged" : state === "open" ? "open" : "closed",
		},
		body: body ?? "",
		repository: base.repo.full_name,
		isOwn: head.repo?.id === base.repo.id,
		...(merged_by === null || merged_by === undefined
			? {}
			: { mergedBy: { id: merged_by.id, login: merged_by.login } }),
	};
}
