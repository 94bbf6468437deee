import type { EventRecord, IssueRecord } from "../../src/github/api.ts";
import type { Edge } from "../../src/github/relations/edge.ts";
import type { RelationApi } from "../../src/github/relations/relation-api.ts";
import { APP } from "./bench.ts";
import type { FakeGitHub } from "./fake-github.ts";

/** Sub-issues and blocked-by in memory. The issues of the fake tell of them as GitHub's do, and events of who drew them. */
export interface FakeRelations extends RelationApi {
	/** What issues wait for, by number. */
	readonly waits: Map<number, number[]>;
	/** What issues are below, by number. */
	readonly parents: Map<number, number | "elsewhere">;
	/** Kinds of edges that the server does not know of. */
	readonly missing: Set<Edge["kind"]>;
	/** Requests since the last look at them, in order. */
	takeCalls(): readonly string[];
	/** Called before every request; throw to let it fail. */
	beforeCall: (what: string) => void;
	/** Somebody changes an edge by hand, and nobody is told. */
	byHand(
		who: string,
		act: "waits for" | "waits no longer for" | "goes below" | "leaves",
		edge: { readonly from: number; readonly to: number },
	): EventRecord;
}

const HOME = "https://api.github.test/repos/octo/demo";
/** An issue's id is not its number. */
const ID_ABOVE = 5_000;

const EVENTS = {
	"waits for": "blocked_by_added",
	"waits no longer for": "blocked_by_removed",
	"goes below": "parent_issue_added",
	leaves: "parent_issue_removed",
} as const;

export function makeFakeRelations(
	github: FakeGitHub,
	at: () => string,
): FakeRelations {
	const calls: string[] = [];
	const call = (what: string) => {
		fake.beforeCall(what);
		calls.push(what);
	};
	const of = (issue: number) => fake.waits.get(issue) ?? [];
	const change: FakeRelations["byHand"] = (who, act, { from, to }) => {
		const without = of(from).filter((one) => one !== to);
		if (act === "waits for") fake.waits.set(from, [...without, to]);
		if (act === "waits no longer for") fake.waits.set(from, without);
		if (act === "goes below") fake.parents.set(from, to);
		if (act === "leaves") fake.parents.delete(from);
		const event = EVENTS[act];
		return github.happen(who, from, event, { createdAt: at(), related: to });
	};
	const lacking = new Set<Edge["kind"]>();
	/** Asks unless the answer is known; false where the server does not know of such edges. */
	const ask = (kind: Edge["kind"], what: string) => {
		if (lacking.has(kind)) return false;
		call(what);
		if (fake.missing.has(kind)) lacking.add(kind);
		return !lacking.has(kind);
	};
	const asApp = (act: keyof typeof EVENTS, from: number, to: number) => {
		const kind = act.startsWith("waits") ? "blocked_by" : "parent";
		if (!ask(kind, `${from} ${act} ${to}`)) return false;
		change(APP.login, act, { from, to });
		return true;
	};
	const fake: FakeRelations = {
		waits: new Map(),
		parents: new Map(),
		takeCalls: () => calls.splice(0),
		beforeCall: () => undefined,
		byHand: change,
		missing: new Set(),
		lacks: (kind) => lacking.has(kind),
		askAgain: () => lacking.clear(),
		async blockers(issue) {
			if (!ask("blocked_by", `list ${issue}`)) return undefined;
			const here = of(issue).map((number) => ({
				number,
				id: number + ID_ABOVE,
			}));
			return { here, total: here.length };
		},
		addBlocker: async (issue, id) => asApp("waits for", issue, id - ID_ABOVE),
		removeBlocker: async (issue, id) =>
			asApp("waits no longer for", issue, id - ID_ABOVE),
		addChild: async (parent, id) => asApp("goes below", id - ID_ABOVE, parent),
		removeChild: async (parent, id) => asApp("leaves", id - ID_ABOVE, parent),
		async eventsOf(issue) {
			call(`events of ${issue}`);
			return github.allEvents.filter((event) => event.issue === issue);
		},
	};
	const { issue: read, labelledIssues } = github;
	const telling = (issue: IssueRecord): IssueRecord => {
		const { number } = issue;
		const parent = fake.parents.get(number);
		return {
			...issue,
			relations: {
				id: number + ID_ABOVE,
				home: HOME,
				blockers: of(number).length,
				...(parent === undefined ? {} : { parent }),
			},
		};
	};
	github.issue = async (number) => {
		const issue = await read(number);
		return issue && telling(issue);
	};
	github.labelledIssues = async function* (label) {
		for await (const issue of labelledIssues(label)) yield telling(issue);
	};
	return fake;
}
