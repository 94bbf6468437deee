import type { ProbotOctokit } from "probot";
import {
	type EventRecord,
	type RepositoryName,
	unlessMissing,
} from "../api.ts";
import { linkedPages } from "../linked-pages.ts";
import { type RawEvent, toEvent } from "../records.ts";
import type { Edge } from "./edge.ts";
import { numberIn } from "./issue-relations.ts";
import { type MaySupport, unlessUnsupported } from "./unless-unsupported.ts";

/** Issues that one waits for. */
export interface Blockers {
	/** Those in the same repository. */
	readonly here: readonly { readonly number: number; readonly id: number }[];
	/** How many there are in all. */
	readonly total: number;
}

/**
 * Sub-issues and blocked-by of one repository. Issues are named by number, and by id where GitHub wants that. A server that does
 * not have them is not asked again before `askAgain`: nothing is there then, and false is answered to what should be done.
 */
export interface RelationApi {
	/** What an issue waits for; undefined where the server has no such edges. `home` is the repository's address. */
	blockers(issue: number, home: string): Promise<Blockers | undefined>;
	addBlocker(issue: number, blockerId: number): Promise<boolean>;
	removeBlocker(issue: number, blockerId: number): Promise<boolean>;
	/** Puts an issue below another, and out from below the one it was below. */
	addChild(parent: number, childId: number): Promise<boolean>;
	removeChild(parent: number, childId: number): Promise<boolean>;
	/** The events of one issue, oldest first. */
	eventsOf(issue: number, home: string): Promise<readonly EventRecord[]>;
	/** True while the server is taken not to know of such edges. */
	lacks(kind: Edge["kind"]): boolean;
	/** What the server was found not to know is asked again. */
	askAgain(): void;
}

const PER_PAGE = 100;
/** Bound on the pages of one issue's events. */
const MAX_PAGES = 100;
const creating = { request: { retries: 0 } };

/** The relations of one repository's issues, spoken with an installation's token. */
export function relationApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
): RelationApi {
	const { rest } = octokit;
	const on = (issue: number) => ({ ...name, issue_number: issue });
	const isThere = (issue: number) => rest.issues.get(on(issue));
	const depends = unlessUnsupported({
		isThere,
		list: (issue) =>
			rest.issues.listDependenciesBlockedBy({ ...on(issue), per_page: 1 }),
	});
	const nests = unlessUnsupported({
		isThere,
		list: (issue) => rest.issues.listSubIssues({ ...on(issue), per_page: 1 }),
	});
	return {
		blockers: (issue, home) =>
			depends.ask(issue, async () => {
				const listed = await octokit.paginate(
					rest.issues.listDependenciesBlockedBy,
					{ ...on(issue), per_page: PER_PAGE },
				);
				const here = listed.flatMap(({ id, url }) => {
					const number = numberIn(url, home);
					return number === undefined ? [] : [{ number, id }];
				});
				return { here, total: listed.length };
			}),
		addBlocker: (issue, blockerId) =>
			done(depends, issue, () =>
				rest.issues.addBlockedByDependency({
					...on(issue),
					issue_id: blockerId,
					...creating,
				}),
			),
		removeBlocker: (issue, blockerId) =>
			done(depends, issue, () =>
				unlessMissing(() =>
					rest.issues.removeDependencyBlockedBy({
						...on(issue),
						issue_id: blockerId,
					}),
				),
			),
		addChild: (parent, childId) =>
			done(nests, parent, () =>
				rest.issues.addSubIssue({
					...on(parent),
					sub_issue_id: childId,
					replace_parent: true,
					...creating,
				}),
			),
		removeChild: (parent, childId) =>
			done(nests, parent, () =>
				unlessMissing(() =>
					rest.issues.removeSubIssue({ ...on(parent), sub_issue_id: childId }),
				),
			),
		async eventsOf(issue, home) {
			const found: EventRecord[] = [];
			const pages = linkedPages(
				(query) =>
					rest.issues.listEvents({
						...on(issue),
						per_page: PER_PAGE,
						...query,
					}),
				MAX_PAGES,
			);
			for await (const page of pages)
				for (const listed of page) {
					const event = toEvent({
						...(listed as unknown as RawEvent),
						issue: { number: issue, repository_url: home },
					});
					if (event !== undefined) found.push(event);
				}
			return found;
		},
		lacks: (kind) => (kind === "parent" ? nests : depends).isLacking,
		askAgain() {
			nests.askAgain();
			depends.askAgain();
		},
	};
}

async function done(
	supported: MaySupport,
	issue: number,
	act: () => Promise<unknown>,
): Promise<boolean> {
	const answer = await supported.ask(issue, async () => {
		await act();
		return true;
	});
	return answer ?? false;
}
