import { announceLater, insider } from "./announce.ts";
import { recordEvent } from "./events.ts";
import { type LinkedIssue, shownIssue } from "./linked-issue.ts";
import { organizationOf } from "./organization-fields.ts";
import type { UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

type Change = "added" | "removed";

/** One end of a link: what the issue at it is called in payloads, and what happened there. */
interface End {
	readonly name: string;
	readonly at: LinkedIssue;
	/** The name of the issue event and the action of the webhook. */
	readonly event: string;
}

/** Notes that an issue came below another or left it, as an event of both, and tells both repositories. */
export async function tellOfSubIssue(
	world: World,
	change: Change,
	link: { parent: LinkedIssue; child: LinkedIssue; actor: UserRow },
): Promise<void> {
	const { parent, child, actor } = link;
	await tell(world, {
		hook: "sub_issues",
		actor,
		ends: [
			{ name: "parent_issue", at: parent, event: `sub_issue_${change}` },
			{ name: "sub_issue", at: child, event: `parent_issue_${change}` },
		],
	});
}

/** Notes that an issue waits for another or does not any longer, as an event of both, and tells both repositories. */
export async function tellOfDependency(
	world: World,
	change: Change,
	link: { blocked: LinkedIssue; blocking: LinkedIssue; actor: UserRow },
): Promise<void> {
	const { blocked, blocking, actor } = link;
	await tell(world, {
		hook: "issue_dependencies",
		actor,
		ends: [
			{ name: "blocked_issue", at: blocked, event: `blocked_by_${change}` },
			{ name: "blocking_issue", at: blocking, event: `blocking_${change}` },
		],
	});
}

async function tell(
	world: World,
	{
		hook,
		actor,
		ends,
	}: { hook: string; actor: UserRow; ends: readonly [End, End] },
): Promise<void> {
	const [first, second] = ends;
	const fields: Record<string, unknown> = {};
	for (const { name, at } of ends) {
		fields[`${name}_id`] = at.issue.id;
		fields[name] = await shownIssue(world, at);
	}
	for (const [here, there] of [
		[first, second],
		[second, first],
	] as const) {
		recordEvent(world.tables, {
			repo_id: here.at.repo.id,
			issue_number: here.at.issue.number,
			actor_id: actor.id,
			event: here.event,
			linked_issue_id: there.at.issue.id,
		});
		const { repo } = there.at;
		const caller = insider(repo);
		const path = `/repos/${repo.full_name}`;
		await announceLater(world, here.at.repo, {
			event: hook,
			action: here.event,
			sender: actor,
			fields: {
				...fields,
				[`${there.name}_repo`]: await readThrough(world, { caller }, path),
				...organizationOf(world, here.at.repo),
			},
		});
	}
}
