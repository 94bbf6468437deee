import type { Actor } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { type Committer, mayWriteTo } from "../engine/board-committer.ts";
import { githubIdentity } from "../engine/identity.ts";
import { type OpenedBoard, openRepository } from "../github/open-repository.ts";
import { lastShown } from "../github/projection/last-shown.ts";
import type { Repository } from "../github/repository.ts";
import type { Oid } from "../store/store.ts";
import type { ActionContext } from "./action-context.ts";
import type { ActionLog } from "./action-log.ts";
import { actionsAccount } from "./actions-account.ts";
import { actionsClient } from "./actions-client.ts";
import { DueTimers } from "./due-timers.ts";

/** Opens the engine of the run's repository; how boards are kept is none of a door's business. */
export type OpenBoard = (about: {
	readonly repository: {
		readonly id: number;
		readonly owner: string;
		readonly repo: string;
	};
	readonly app: Actor;
	readonly context: ActionContext;
	readonly lastShown: () => Promise<Oid | undefined>;
	readonly log: ActionLog;
}) => Promise<
	OpenedBoard & {
		/** In whose name the board is kept; undefined where there is none yet. */
		readonly keptBy: () => Promise<Committer | undefined>;
	}
>;

/** What a step works with. */
export interface ActionTools {
	readonly openBoard: OpenBoard;
	/** The board's name. */
	readonly board: string;
	readonly log: ActionLog;
	/** False for a server without rate limits. */
	readonly throttle: boolean;
	readonly nowMs: () => number;
	readonly pause: (ms: number) => Promise<unknown>;
	readonly readText: (path: string) => Promise<string>;
	readonly fetch: typeof fetch;
}

/** A repository's door for as long as one step takes. */
export interface ActionDoor {
	readonly ok: true;
	readonly door: Repository;
	readonly app: Actor;
	readonly timers: DueTimers;
	/** Why nothing can be written to the board, if so. */
	readonly frozen: () => string | undefined;
	/** Refused when the board is kept in another name: where there was none at first, somebody else may have been faster. */
	readonly keptByAnother: () => Promise<Refusal | undefined>;
}

/**
 * Opens the run's repository with the job's own token. Projects, lost deliveries and installations are the App's alone; the
 * check has no buttons, since no workflow hears of a press on a check that a workflow has made.
 */
export async function openDoor(
	context: ActionContext,
	tools: ActionTools,
): Promise<ActionDoor | Refusal> {
	const { owner, repo, apiUrl, serverUrl, token } = context;
	const { log, nowMs, pause, board, throttle } = tools;
	const name = { owner, repo };
	const octokit = actionsClient({ apiUrl, token, log, throttle });
	const app = await actionsAccount(octokit, serverUrl);
	const id =
		context.repositoryId ?? (await octokit.rest.repos.get(name)).data.id;
	const engine = await tools.openBoard({
		...{ app, context, log, repository: { id, owner, repo } },
		lastShown: () => lastShown(octokit, name, app.login),
	});
	const ours = githubIdentity(app).committer(0);
	const keptByAnother = async () => {
		const keeper = await engine.keptBy();
		return keeper === undefined || mayWriteTo(keeper, ours)
			? undefined
			: refusedFor(keeper);
	};
	const refused = await keptByAnother();
	if (refused !== undefined) {
		await engine.close();
		return refused;
	}
	const timers = new DueTimers(nowMs, pause);
	const { repository } = await openRepository({
		...{ octokit, name, app, engine, board, nowMs, log },
		later: timers.later,
		onError: log.onError,
		asApp: () => Promise.reject(new Error("a job's token is no App's")),
		views: (api) => ({
			...api,
			saveCheck: (check, known) =>
				api.saveCheck({ ...check, buttons: [] }, known),
		}),
	});
	return {
		...{ ok: true, door: repository, app, timers, keptByAnother },
		frozen: () => engine.frozen,
	};
}

/** Whoever keeps a board takes what others write to it for edits by hand. */
function refusedFor({ name }: Committer): Refusal {
	return refuse(
		"CONFLICT_LOCKED",
		`The board is kept by ${name}, and nothing was written to it.`,
		"One form of Baton works a board: take this workflow away, or name the server by the input `url`.",
	);
}
