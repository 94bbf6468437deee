import type { HeadCheck } from "../../src/github/projection/head-check.ts";
import type { ViewApi } from "../../src/github/projection/view-api.ts";
import type { FakeGitHub } from "./fake-github.ts";

/** What a repository shows, in memory; every write is kept in order. */
export interface FakeViews extends ViewApi {
	readonly allLabels: Set<string>;
	/** Comments of the app by id. */
	readonly comments: Map<number, { issue: number; body: string }>;
	readonly checks: (HeadCheck & { id: number })[];
	readonly pinned: Set<number>;
	/** Names of the calls that changed something, with the issue, comment or commit. */
	readonly writes: string[];
	/** Called before every write; throw to let it fail. */
	beforeWrite: (what: string) => void;
}

export function makeFakeViews(github: FakeGitHub): FakeViews {
	let lastId = 10_000;
	const write = (what: string) => {
		fake.beforeWrite(what);
		fake.writes.push(what);
	};
	const change = (
		number: number,
		to: Partial<{
			labels: readonly string[];
			isClosed: boolean;
			stateReason: string | null;
			assignees: readonly string[];
		}>,
	) => {
		const issue = github.issues.get(number);
		if (issue === undefined)
			throw Object.assign(new Error("Not Found"), { status: 404 });
		github.issues.set(number, { ...issue, ...to });
	};
	const shown = (number: number) => github.issues.get(number);
	const fake: FakeViews = {
		allLabels: new Set(),
		comments: new Map(),
		checks: [],
		pinned: new Set(),
		writes: [],
		beforeWrite: () => undefined,
		labels: async () => [...fake.allLabels],
		async createLabel({ name }) {
			write(`create label ${name}`);
			fake.allLabels.add(name);
		},
		async addLabels(issue, names) {
			write(`add ${names.join(", ")} to ${issue}`);
			change(issue, { labels: [...(shown(issue)?.labels ?? []), ...names] });
		},
		async removeLabel(issue, name) {
			write(`remove ${name} from ${issue}`);
			change(issue, {
				labels: (shown(issue)?.labels ?? []).filter((one) => one !== name),
			});
		},
		async open(issue) {
			write(`open ${issue}`);
			change(issue, { isClosed: false, stateReason: "reopened" });
		},
		async close(issue, reason) {
			write(`close ${issue} as ${reason}`);
			change(issue, { isClosed: true, stateReason: reason });
		},
		isAssignable: async (login) => github.roles.has(login),
		async assign(issue, login) {
			write(`assign ${login} to ${issue}`);
			change(issue, {
				assignees: [...(shown(issue)?.assignees ?? []), login],
			});
		},
		async unassign(issue, logins) {
			write(`unassign ${logins.join(", ")} from ${issue}`);
			change(issue, {
				assignees: (shown(issue)?.assignees ?? []).filter(
					(login) => !logins.includes(login),
				),
			});
		},
		statusComments: async (issue) =>
			[...fake.comments]
				.filter(
					([, comment]) =>
						comment.issue === issue &&
						comment.body.startsWith("<!-- baton:status -->"),
				)
				.map(([id, { body }]) => ({ id, body, isPinned: fake.pinned.has(id) })),
		comment: async (id) => fake.comments.get(id)?.body,
		async createComment(issue, body) {
			write(`comment on ${issue}`);
			lastId += 1;
			fake.comments.set(lastId, { issue, body });
			return lastId;
		},
		async editComment(id, body) {
			const comment = fake.comments.get(id);
			if (comment === undefined)
				throw Object.assign(new Error("Not Found"), { status: 404 });
			write(`edit ${id}`);
			fake.comments.set(id, { ...comment, body });
		},
		async deleteComment(id) {
			write(`delete ${id}`);
			fake.comments.delete(id);
		},
		async pin(id) {
			write(`pin ${id}`);
			fake.pinned.add(id);
		},
		async check(sha) {
			const found = fake.checks.findLast((check) => check.sha === sha);
			return found;
		},
		async saveCheck(check, id) {
			write(`${id === undefined ? "create" : "update"} check at ${check.sha}`);
			lastId += 1;
			if (id === undefined) fake.checks.push({ ...check, id: lastId });
			else {
				const index = fake.checks.findIndex((one) => one.id === id);
				fake.checks[index] = { ...check, id };
			}
			return id ?? lastId;
		},
	};
	return fake;
}
