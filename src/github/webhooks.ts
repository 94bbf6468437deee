import type { Probot } from "probot";
import { toComment } from "./records.ts";
import type { Repository } from "./repository.ts";

/** What every payload tells of where it comes from. */
export interface RepositoryPayload {
	readonly installation?: { readonly id: number } | undefined;
	readonly repository: {
		readonly id: number;
		readonly name: string;
		readonly owner: { readonly login: string };
	};
	/** Who did it. */
	readonly sender?: { readonly login: string };
}

/** Whom webhooks wake. */
export interface Listeners {
	readonly withRepository: (
		payload: RepositoryPayload,
		act: (repository: Repository) => void,
	) => void;
	readonly sweep: () => void;
	readonly leave: (repositoryIds: readonly number[]) => void;
}

/** Turns webhooks into hints. None of them decides anything: what they tell of is read from GitHub when it is dealt with. */
export function hearWebhooks(
	probot: Probot,
	{ withRepository, sweep, leave }: Listeners,
): void {
	probot.on("issue_comment.created", ({ payload }) =>
		withRepository(payload, (door) =>
			door.comment(toComment(payload.comment, payload.issue.number)),
		),
	);
	probot.on(["issue_comment.edited", "issue_comment.deleted"], ({ payload }) =>
		withRepository(payload, (door) =>
			door.commentChanged(payload.issue.number),
		),
	);
	hearIssues(probot, withRepository);
	probot.on("pull_request", ({ payload }) =>
		withRepository(payload, (door) =>
			door.pullChanged(payload.pull_request.number),
		),
	);
	probot.on("check_run", ({ id, payload }) =>
		withRepository(payload, (door) => {
			door.checkPressed(payload, id);
			door.checksChanged(payload.check_run.head_sha);
		}),
	);
	probot.on("check_suite", ({ payload }) =>
		withRepository(payload, (door) =>
			door.checksChanged(payload.check_suite.head_sha),
		),
	);
	probot.on("push", ({ payload: { installation, repository, ref } }) => {
		// A push tells the owner's login under another name than all other events.
		const login =
			repository.owner?.login ?? repository.full_name.split("/", 1)[0] ?? "";
		const where = {
			installation,
			repository: {
				id: repository.id,
				name: repository.name,
				owner: { login },
			},
		};
		withRepository(where, (door) =>
			door.tell(({ heads }) =>
				heads.branchChanged(ref.replace(/^refs\/heads\//, "")),
			),
		);
	});
	probot.on(
		[
			"installation.created",
			"installation_repositories.added",
			"installation.unsuspend",
		],
		sweep,
	);
	probot.on(["installation.deleted", "installation.suspend"], ({ payload }) =>
		leave((payload.repositories ?? []).map(({ id }) => id)),
	);
	probot.on("installation_repositories.removed", ({ payload }) =>
		leave(payload.repositories_removed.flatMap(({ id }) => id ?? [])),
	);
}

function hearIssues(
	probot: Probot,
	withRepository: Listeners["withRepository"],
): void {
	probot.on("issues", ({ payload }) =>
		withRepository(payload, (door) => door.issueEvent()),
	);
	probot.on("issues.edited", ({ id, payload }) => {
		const { sender, issue, changes } = payload;
		if (changes.body === undefined) return;
		const editor = {
			id: sender.id,
			login: sender.login,
			isBot: sender.type === "Bot",
		};
		withRepository(payload, (door) =>
			door.textEdited({
				issue: issue.number,
				editor,
				body: issue.body ?? "",
				delivery: id,
			}),
		);
	});
	probot.on(["issues.deleted", "issues.transferred"], ({ payload }) =>
		withRepository(payload, (door) => door.issueGone(payload.issue.number)),
	);
}
