import type { ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { Committer } from "../engine/board-committer.ts";
import type { BoardShare } from "../engine/board-share.ts";
import type { Engine } from "../engine/perform.ts";
import { type RepositoryName, repositoryApi } from "./api.ts";
import { budgetOf } from "./budget/budgeted-octokit.ts";
import { besideWall, CommentWall } from "./comment-wall.ts";
import { configPushApi } from "./config-push/config-push-api.ts";
import { lookAtGitHub } from "./doctor/look-at-github.ts";
import { headApi } from "./head-api.ts";
import { type ViewApi, viewApi } from "./projection/view-api.ts";
import type { ProjectApi } from "./projects/project-api.ts";
import { edgeFindings } from "./relations/edge-findings.ts";
import { relationApi } from "./relations/relation-api.ts";
import { Repository } from "./repository.ts";
import { cachedRoles } from "./roles.ts";

/** A board's engine, how it is shared, and how long its next push waits. */
export type OpenedBoard = Engine & {
	readonly share?: BoardShare;
	readonly pushWaitMs?: (perMinute: number) => number;
	/** In whose name the board is kept; undefined where there is none yet. */
	readonly keptBy?: () => Promise<Committer | undefined>;
};

/** What one repository's door is opened with, whichever way Baton runs. */
export interface OpenRepositoryOptions {
	/** A client that speaks for the repository. */
	readonly octokit: ProbotOctokit;
	/** A client that speaks as the App itself; what it cannot tell is unknown to `doctor`. */
	readonly asApp: () => Promise<ProbotOctokit>;
	readonly name: RepositoryName;
	/** The account in whose name Baton speaks. */
	readonly app: Actor;
	readonly engine: OpenedBoard;
	/** The board's name. */
	readonly board: string;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly log: { warn(what: string): void };
	readonly onError: (error: unknown, what: string) => void;
	/** What writes to projects; absent where the client may not. */
	readonly projects?: (
		octokit: ProbotOctokit,
		name: RepositoryName,
	) => ProjectApi;
	/** Changes what is shown on the way; by default nothing. */
	readonly views?: (api: ViewApi) => ViewApi;
}

/** Opens a repository's door. Resolves once it is known whether this process leads the board. */
export async function openRepository(
	options: OpenRepositoryOptions,
): Promise<{ readonly repository: Repository; readonly wall: CommentWall }> {
	const { octokit, name, app, engine, board, nowMs, log, onError } = options;
	const { views = (api) => api } = options;
	const warn = (what: string) =>
		log.warn(`${name.owner}/${name.repo}: ${what}`);
	const api = repositoryApi(octokit, name, app.login);
	const relations = relationApi(octokit, name);
	const wall = new CommentWall(warn);
	const repository: Repository = new Repository({
		...{ relations, engine, app, board, nowMs, onError },
		api: besideWall({ ...api, role: cachedRoles(api.role) }, wall),
		wallNote: (issue) => wall.noteOn(issue),
		heads: headApi(octokit, name),
		views: views(viewApi(octokit, name, app.login)),
		configs: configPushApi(octokit, name, app.login),
		projects: options.projects?.(octokit, name),
		share: engine.share,
		doctor: lookAtGitHub({
			...{ octokit, name, api, nowMs },
			budgets: () => budgetOf(octokit).facts(),
			app: options.asApp,
			branch: `baton/${board}`,
			pushWaitMs: engine.pushWaitMs,
			more: () => [...repository.findings, ...edgeFindings(relations)],
			heldConfig: () => repository.heldConfig,
		}),
		later: options.later,
		mayWrite: (...asked) => budgetOf(octokit).mayWrite(...asked),
		onRefusal: warn,
	});
	await repository.open();
	return { repository, wall };
}
