import { join } from "node:path";
import type { Probot } from "probot";
import type { BoardShare } from "./engine/board-share.ts";
import { connect, type RunningApp } from "./github/app.ts";
import { pushToken } from "./github/installation.ts";
import { lastShown } from "./github/projection/last-shown.ts";
import { BOARD_NAME, openRepositoryBoard } from "./open-repository-board.ts";

export { BOARD_NAME };

/** Where the API is, where caches are kept, and how a board, by its name, is shared with other processes. */
export interface StartAppOptions {
	readonly apiUrl: string;
	readonly home: string;
	/** How often what no webhook told of is looked for. */
	readonly sweepEveryMs: number;
	/** Absent for the only process. */
	readonly share?: (board: string) => BoardShare;
	/** The door's clock; the machine's by default. */
	readonly nowMs?: () => number;
}

/**
 * Connects a Probot instance with boards on the git host that belongs to its API. `home` holds a disposable cache of each
 * board's branch. Nothing was swept yet.
 */
export function startApp(
	probot: Probot,
	{ apiUrl, home, sweepEveryMs, share: shareOf, nowMs }: StartAppOptions,
): RunningApp {
	const gitHost = gitHostOf(apiUrl);
	const cache = join(home, "cache");
	return connect(probot, {
		board: BOARD_NAME,
		sweepEveryMs,
		nowMs: nowMs ?? Date.now,
		openBoard: (repository, app, auth) =>
			openRepositoryBoard({
				...{ repository, app, gitHost, cache, shareOf, log: probot.log },
				token: pushToken(auth, repository, Date.now),
				lastShown: async () =>
					lastShown(
						await probot.auth(repository.installationId),
						{ owner: repository.owner, repo: repository.repo },
						app.login,
					),
			}),
	});
}

/** Where a GitHub API's git repositories are: `https://api.github.com` has its own host, GHES and the forge their root. */
function gitHostOf(apiUrl: string): string {
	return apiUrl === "https://api.github.com"
		? "https://github.com"
		: apiUrl.replace(/\/api\/v3\/?$/, "");
}
