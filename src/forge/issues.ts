import { actorOf, may, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	type Params,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { recordEvent } from "./events.ts";
import { forTriage, forWrite, passOn, TRIAGE } from "./guard.ts";
import { withKnownLabels } from "./labels.ts";
import { simpleUser } from "./people.ts";
import { isAssignable } from "./permissions.ts";
import { currentScope } from "./scope.ts";
import type { IssueRow, RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

const ISSUES = "/repos/:owner/:repo/issues";
const ISSUE = `${ISSUES}/:number`;

/** The rights on issues that the emulator does not hold people to, and what it leaves out when an issue is made or changed. */
export const issueRoutes = [
	route(`POST ${ISSUES}`, withKnownLabels(create)),
	route(`PATCH ${ISSUE}`, withKnownLabels(update)),
	route(`DELETE ${ISSUE}/labels`, forTriage(clearLabels)),
	route(`DELETE ${ISSUE}/labels/:name`, forTriage(passOn)),
	route(`POST ${ISSUE}/assignees`, forTriage(addAssignees)),
	route(`DELETE ${ISSUE}/assignees`, forTriage(passOn)),
	route(`PUT ${ISSUE}/lock`, forWrite(lock)),
	route(`DELETE ${ISSUE}/lock`, forWrite(passOn)),
];

/** Without rights to triage, labels, assignees and milestone are dropped without a word, as GitHub does. */
async function create(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const actor = actorOf(world.tables, call.caller);
	if (actor === undefined) return UNAUTHORIZED;
	const isTrusted = may(world.tables, call.caller, repo, TRIAGE);
	const { labels, assignees, milestone, ...rest } = fields(call);
	const body = isTrusted ? fields(call) : rest;
	const invalid = isTrusted ? unassignable(assignees, repo, world) : [];
	if (invalid.length > 0) return refusal(422, "Validation Failed", invalid);
	const answer = await world.emulate({ ...call, body });
	if (answer.status === 201)
		await announceParts(call, repo, actor, { world, issue: answer.body });
	return answer;
}

/** The labels and assignees an issue is created with are events of their own. */
async function announceParts(
	call: Call,
	repo: RepoRow,
	actor: UserRow,
	{ world, issue }: { world: World; issue: unknown },
): Promise<void> {
	const { number, labels, assignees } = issue as {
		number: number;
		labels: object[];
		assignees: { id: number }[];
	};
	const common = { repo_id: repo.id, issue_number: number, actor_id: actor.id };
	const repository = await readThrough(world, call, `/repos/${repo.full_name}`);
	const announce = (action: string, extra: object) => {
		const payload = {
			action,
			issue,
			...extra,
			repository,
			sender: simpleUser(actor, world.url),
		};
		currentScope()?.announced.push({
			event: "issues",
			action,
			payload,
			repository: repo.full_name,
		});
	};
	for (const label of labels) {
		recordEvent(world.tables, {
			...common,
			event: "labeled",
			label_name: (label as { name: string }).name,
		});
		announce("labeled", { label });
	}
	for (const assignee of assignees) {
		recordEvent(world.tables, {
			...common,
			event: "assigned",
			assignee_id: assignee.id,
		});
		announce("assigned", { assignee });
	}
}

/** An author may edit, close and, if they closed it themselves, reopen; everything else takes triage. */
async function update(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const issue =
		repo === undefined ? undefined : issueNumbered(world, repo, params.number);
	if (repo === undefined || issue === undefined) return NOT_FOUND;
	const actor = actorOf(world.tables, call.caller);
	if (actor === undefined) return UNAUTHORIZED;
	const scope = currentScope();
	if (scope !== undefined)
		scope.before = { title: issue.title, body: issue.body };
	const rename = { from: issue.title, issue, repo, actor };
	if (may(world.tables, call.caller, repo, TRIAGE)) {
		const invalid = unassignable(fields(call).assignees, repo, world);
		return invalid.length > 0
			? refusal(422, "Validation Failed", invalid)
			: noteRename(rename, await world.emulate(call), world);
	}
	const reopens = fields(call).state === "open" && issue.state === "closed";
	if (
		issue.user_id !== actor.id ||
		(reopens && issue.closed_by_id !== actor.id)
	)
		return NO_ADMIN_RIGHTS;
	const { labels, assignees, milestone, ...rest } = fields(call);
	return noteRename(
		rename,
		await world.emulate({ ...call, body: rest }),
		world,
	);
}

/** A new title is an event of its own. */
function noteRename(
	{
		from,
		issue,
		repo,
		actor,
	}: { from: string; issue: IssueRow; repo: RepoRow; actor: UserRow },
	answer: Answer,
	{ tables }: World,
): Answer {
	const to = tables.issues.get(issue.id)?.title ?? from;
	if (answer.status === 200 && to !== from)
		recordEvent(tables, {
			repo_id: repo.id,
			issue_number: issue.number,
			actor_id: actor.id,
			event: "renamed",
			rename: { from, to },
		});
	return answer;
}

/** GitHub tells of every label that goes; the emulator of none, when all go at once. */
async function clearLabels(
	call: Call,
	_params: Params,
	world: World,
): Promise<Answer> {
	const answer = await world.emulate({
		...call,
		method: "PUT",
		body: { labels: [] },
	});
	return answer.status === 200 ? { status: 204 } : answer;
}

const LOCK_REASONS: readonly unknown[] = [
	"off-topic",
	"too heated",
	"resolved",
	"spam",
];

/** The emulator gives a reason where none was given. */
async function lock(call: Call, params: Params, world: World): Promise<Answer> {
	const { lock_reason: reason } = fields(call);
	if (reason !== undefined && !LOCK_REASONS.includes(reason))
		return invalidField("Issue", "lock_reason");
	const repo = visibleRepo(world.tables, call.caller, params);
	const answer = await world.emulate(call);
	const issue =
		repo === undefined ? undefined : issueNumbered(world, repo, params.number);
	if (answer.status === 204 && issue !== undefined && reason === undefined)
		world.tables.issues.update(issue.id, { active_lock_reason: null });
	return answer;
}

/** Who cannot be assigned is left out without a word. */
async function addAssignees(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const wanted = fields(call).assignees;
	if (repo === undefined || !Array.isArray(wanted)) return world.emulate(call);
	const assignees = wanted.filter((login) =>
		isAssignable(
			world.tables,
			repo,
			world.tables.users.findOneBy("login", login),
		),
	);
	const answer = await world.emulate({ ...call, body: { assignees } });
	return answer.status === 200 ? { ...answer, status: 201 } : answer;
}

function unassignable(
	assignees: unknown,
	repo: RepoRow,
	{ tables }: World,
): object[] {
	if (!Array.isArray(assignees)) return [];
	return assignees
		.filter(
			(login) =>
				!isAssignable(tables, repo, tables.users.findOneBy("login", login)),
		)
		.map((value) => ({
			value,
			resource: "Issue",
			field: "assignees",
			code: "invalid",
		}));
}

function issueNumbered(
	{ tables }: World,
	repo: RepoRow,
	number: string | undefined,
): IssueRow | undefined {
	return tables.issues
		.findBy("repo_id", repo.id)
		.find((issue) => issue.number === Number(number));
}
