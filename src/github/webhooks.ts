import type { Probot } from "probot";
import { defaultPush } from "./config-push/default-push.ts";
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
	/** Where it is about one. */
	readonly issue?: { readonly number: number; readonly comments: number };
}

/** Whom webhooks wake. */
export interface Listeners {
	readonly withRepository: (
		payload: RepositoryPayload,
		act: (repository: Repository) => void,
	) => void;
}

/** Turns webhooks into hints. None of them decides anything: what they tell of is read from GitHub when it is dealt with. */
export function hearWebhooks(
	probot: Probot,
	{ withRepository }: Listeners,
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
	hearReviews(probot, withRepository);
	hearChecks(probot, withRepository);
	probot.on("push", ({ payload }) => {
		const { installation, repository, ref, after } = payload;
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
		withRepository(where, (door) => {
			const branch = ref.replace(/^refs\/heads\//, "");
			// The app's own pushes too: it may have been another process of it.
			if (door.isBoard(branch)) door.boardMoved(after);
			else door.tell(({ heads }) => heads.branchChanged(branch));
			const push = defaultPush(payload);
			if (push) door.tell(({ configs }) => configs.pushed(push));
		});
	});
}

function hearIssues(
	probot: Probot,
	withRepository: Listeners["withRepository"],
): void {
	probot.on("issues", ({ payload }) => {
		// A new issue without labels says nothing; with the first one it is told of again.
		const isBare =
			payload.action === "opened" && (payload.issue.labels ?? []).length === 0;
		if (!isBare) withRepository(payload, (door) => door.issueEvent());
	});
	probot.on(["sub_issues", "issue_dependencies"], ({ payload }) => {
		const { repository, installation, sender } = payload;
		// The descriptions of these leave out what every delivery to an App has.
		if (repository !== undefined && sender !== undefined)
			withRepository({ repository, installation, sender }, (door) =>
				door.issueEvent(),
			);
	});
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

function hearReviews(
	probot: Probot,
	withRepository: Listeners["withRepository"],
): void {
	probot.on(
		["pull_request_review.submitted", "pull_request_review.dismissed"],
		({ payload }) =>
			withRepository(payload, (door) =>
				door.tell(({ reviews }) =>
					reviews.pullReviewed(payload.pull_request.number),
				),
			),
	);
}

function hearChecks(
	probot: Probot,
	withRepository: Listeners["withRepository"],
): void {
	probot.on("check_run", ({ id, payload }) =>
		withRepository(
			withoutSender(payload, payload.check_run.app?.slug),
			(door) => {
				door.checkPressed(payload, id);
				door.checksChanged(payload.check_run.head_sha);
			},
		),
	);
	probot.on("check_suite", ({ payload }) =>
		withRepository(
			withoutSender(payload, payload.check_suite.app?.slug),
			(door) => door.checksChanged(payload.check_suite.head_sha),
		),
	);
	probot.on("status", ({ payload }) =>
		withRepository(payload, (door) => door.checksChanged(payload.sha)),
	);
	probot.on(
		["workflow_run.requested", "workflow_run.completed"],
		({ payload }) =>
			withRepository(withoutSender(payload), (door) =>
				door.checksChanged(payload.workflow_run.head_sha),
			),
	);
}

/**
 * What a workflow does that the app asked for is told of in the app's name, and is news all the same: only checks of the App
 * that is named as the sender are its own.
 */
function withoutSender(
	{ installation, repository, sender }: RepositoryPayload,
	slug?: string,
): RepositoryPayload {
	const isOwn = slug !== undefined && sender?.login === `${slug}[bot]`;
	return isOwn && sender !== undefined
		? { installation, repository, sender }
		: { installation, repository };
}
