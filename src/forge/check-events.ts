import { announceLater, makeAnnouncement } from "./announce.ts";
import type { RefChange } from "./bare-repository.ts";
import { checkRunFields, checkSuiteFields } from "./check-fields.ts";
import { fullFields, suiteAt } from "./check-suites.ts";
import { type CheckRunRow, checkSuiteTable } from "./check-tables.ts";
import type { Announcement } from "./emulator.ts";
import { isBusy } from "./place.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What happened to a check run. The last two are only for the App that made it. */
export type RunAction =
	| "created"
	| "completed"
	| "requested_action"
	| "rerequested";

/** Tells of a check run with everything that belongs to it; `identifier` is the button that was pressed. */
export async function announceRun(
	world: World,
	repo: RepoRow,
	{
		run,
		action,
		sender,
		identifier,
	}: {
		run: CheckRunRow;
		action: RunAction;
		sender: UserRow;
		identifier?: string;
	},
): Promise<void> {
	const suite = checkSuiteTable(world.db).get(run.suite_id);
	const check_run = {
		...checkRunFields(run, repo, world),
		...(suite === undefined
			? {}
			: { check_suite: checkSuiteFields(suite, repo, world) }),
	};
	const isPublic = action === "created" || action === "completed";
	await announceLater(world, repo, {
		event: "check_run",
		action,
		sender,
		fields: {
			check_run,
			...(identifier === undefined ? {} : { requested_action: { identifier } }),
		},
		...(isPublic ? {} : { onlyApp: run.app_id }),
	});
}

/**
 * A push asks every App that writes checks for a suite at the new head. A board's branch is left out: it is pushed to many
 * times a second and nobody checks it.
 */
export async function suiteEvents(
	world: World,
	{
		repo,
		change,
		sender,
	}: { repo: RepoRow; change: RefChange; sender: UserRow },
): Promise<Announcement[]> {
	const { ref, before, after } = change;
	if (after === null || !ref.startsWith("refs/heads/") || isBusy(ref))
		return [];
	const branch = ref.slice("refs/heads/".length);
	const announcements: Announcement[] = [];
	for (const installation of world.hooks.installationsOn(repo)) {
		if (installation.permissions.checks !== "write") continue;
		const appId = installation.app_id;
		const wanted = { appId, sha: after, branch, before };
		const { suite, isNew } = suiteAt(world, repo, wanted);
		if (!isNew) continue;
		announcements.push(
			await makeAnnouncement(world, repo, {
				event: "check_suite",
				action: "requested",
				sender,
				fields: { check_suite: await fullFields(suite, repo, world) },
				onlyApp: appId,
			}),
		);
	}
	return announcements;
}
