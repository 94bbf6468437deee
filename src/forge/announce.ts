import type { Caller } from "./callers.ts";
import type { Announcement } from "./emulator.ts";
import { completePayload } from "./payload.ts";
import { simpleUser } from "./people.ts";
import { currentScope } from "./scope.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import { readThrough, type World } from "./world.ts";

/** An event of a repository, before what every event carries is added. */
export interface EventParts {
	readonly event: string;
	readonly action?: string;
	/** Whoever caused it. */
	readonly sender: UserRow;
	readonly fields: Readonly<Record<string, unknown>>;
	/** `app_id` of the one App that may hear of it; absent: all that subscribed. */
	readonly onlyApp?: number;
}

/** Completes an event with its repository and sender. */
export async function makeAnnouncement(
	world: World,
	repo: RepoRow,
	{ event, action, sender, fields, onlyApp }: EventParts,
): Promise<Announcement> {
	const repository = await readThrough(
		world,
		{ caller: insider(repo) },
		`/repos/${repo.full_name}`,
	);
	return {
		event,
		action,
		payload: {
			...(action === undefined ? {} : { action }),
			...fields,
			repository,
			sender: simpleUser(sender, world.url),
		},
		repository: repo.full_name,
		...(onlyApp === undefined ? {} : { onlyApp }),
	};
}

/** Leaves an event to the request that is being answered, which sends it once its changes are written down. */
export async function announceLater(
	world: World,
	repo: RepoRow,
	parts: EventParts,
): Promise<void> {
	const announcement = await makeAnnouncement(world, repo, parts);
	currentScope()?.announced.push(announcement);
}

/** Writes all changes down and sends events that no request is behind, such as those of a push. */
export function announceNow(
	world: World,
	announcements: readonly Announcement[],
): void {
	world.db.flush();
	for (const announcement of announcements)
		world.hooks.announce(completePayload(world, announcement, undefined));
}

/** Who may read all of one repository: payloads show the same to everybody, whoever caused them. */
export function insider(repo: RepoRow): Caller {
	const permissions = {
		metadata: "read",
		contents: "read",
		issues: "read",
		pull_requests: "read",
	};
	return {
		kind: "installation",
		login: "ghost",
		token: "",
		grant: {
			installationId: 0,
			appId: 0,
			accountId: repo.owner_id,
			accountType: repo.owner_type,
			permissions,
			repositoryIds: [],
			repositorySelection: "all",
		},
	};
}
