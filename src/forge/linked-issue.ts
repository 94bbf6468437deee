import { actorOf, visibleRepo } from "./access.ts";
import { insider } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	type Params,
	paged,
	refusal,
} from "./call.ts";
import { pullIssueFields } from "./pull-issue-fields.ts";
import type { IssueRow, RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/** An issue with its repository: what links of issues lead from and to, also across repositories. */
export interface LinkedIssue {
	readonly repo: RepoRow;
	readonly issue: IssueRow;
}

/** The issue that a path names; undefined when there is none, or none for this caller. */
export function issueAt(
	world: World,
	call: Call,
	params: Params,
): LinkedIssue | undefined {
	const repo = visibleRepo(world.tables, call.caller, params);
	const issue = world.tables.issues
		.findBy("repo_id", repo?.id)
		.find(({ number }) => number === Number(params.number));
	return repo === undefined || issue === undefined
		? undefined
		: { repo, issue };
}

/** The issue with an id; undefined when there is none, or none for this caller. */
export function issueWithId(
	{ tables }: World,
	call: Call,
	id: number,
): LinkedIssue | undefined {
	const issue = tables.issues.get(id);
	const row = tables.repos.get(issue?.repo_id ?? 0);
	const [owner = "", repo = ""] = row?.full_name.split("/") ?? [];
	const found = visibleRepo(tables, call.caller, { owner, repo });
	return issue === undefined || found === undefined
		? undefined
		: { repo: found, issue };
}

/** The issue as a path of its own shows it, whoever asks. */
export async function shownIssue(
	world: World,
	linked: LinkedIssue,
): Promise<unknown> {
	const { repo, issue } = linked;
	if (issue.is_pull_request) return pullIssueFields(world, linked);
	const path = `/repos/${repo.full_name}/issues/${issue.number}`;
	return readThrough(world, { caller: insider(repo) }, path);
}

/** A page of a list of issues that this caller may see. */
export async function issueList(
	world: World,
	call: Call,
	rows: readonly IssueRow[],
): Promise<Answer> {
	const visible = rows.flatMap(({ id }) => issueWithId(world, call, id) ?? []);
	const { items, headers } = paged(call, visible, world.url);
	const body = await Promise.all(items.map((item) => shownIssue(world, item)));
	return { status: 200, body, headers };
}

/** The whole number that a call's body has to have under a name, or what it is refused with. */
export function idIn(
	call: Call,
	name: string,
): { id: number } | { refused: Answer } {
	const value = fields(call)[name];
	if (Number.isSafeInteger(value)) return { id: value as number };
	const message =
		value === undefined
			? `Invalid request.\n\n"${name}" wasn't supplied.`
			: `Invalid property /${name}: \`${JSON.stringify(value)}\` is not of type \`integer\`.`;
	return { refused: refusal(422, message) };
}

/** Whoever makes a call that only known people and Apps get to. */
export function knownActor(world: World, call: Call): UserRow {
	const actor = actorOf(world.tables, call.caller);
	if (actor === undefined)
		throw new Error(`${call.method} ${call.path} is answered without a caller`);
	return actor;
}
