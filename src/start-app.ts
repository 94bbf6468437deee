import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Probot } from "probot";
import { boardMark } from "./board-mark.ts";
import { BUILD } from "./build.ts";
import type { BoardShare } from "./engine/board-share.ts";
import { githubIdentity } from "./engine/identity.ts";
import { Engine } from "./engine/perform.ts";
import { PushPace } from "./engine/push-pace.ts";
import { connect, type RunningApp } from "./github/app.ts";
import { pushToken } from "./github/installation.ts";
import { lastShown } from "./github/projection/last-shown.ts";
import { openHttpStore } from "./store/http-store.ts";
import { markFile } from "./store/mark-file.ts";
import { openSavedIndex } from "./store/saved-index.ts";

/** The board every repository has for now; its branch is `baton/board`. */
export const BOARD_NAME = "board";

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
		async openBoard(repository, app, auth) {
			const { id, owner, repo, installationId } = repository;
			const branch = `baton/${BOARD_NAME}`;
			const store = await openHttpStore({
				url: `${gitHost}/${owner}/${repo}.git`,
				branch,
				cacheDir: join(cache, String(id)),
				token: pushToken(auth, repository, Date.now),
			});
			const place = `${new URL(gitHost).hostname} ${id} ${branch}`;
			const index = openSavedIndex({
				path: join(cache, `${id}.index`),
				board: place,
				build: BUILD,
				nowMs: Date.now,
				onProblem: (error) =>
					probot.log.debug({ err: error }, `the index of ${owner}/${repo}`),
			});
			const { mark, saved } = boardMark({
				path: join(cache, `${id}.acknowledged.json`),
				place,
				store,
				index,
				lastShown: async () =>
					lastShown(
						await probot.auth(installationId),
						{ owner, repo },
						app.login,
					),
				onProblem: (error) =>
					probot.log.debug({ err: error }, `comments of ${owner}/${repo}`),
			});
			const share = shareOf?.(`${new URL(gitHost).host} ${id} ${branch}`);
			const pace = new PushPace(() => performance.now());
			const engine = new Engine({
				store,
				identity: githubIdentity(app),
				nowMs: Date.now,
				pause: (ms) => pause(ms),
				mark,
				marks: markFile(join(cache, `${id}.verified.json`), place),
				saved,
				onFreeze: (why) =>
					probot.log.error(`the board of ${owner}/${repo} is frozen: ${why}`),
				onMoved: (head) => share?.moved(head),
				pace,
				build: BUILD,
				onDefect: (error, opId) =>
					probot.log.error(
						{ err: error },
						`a defect, met by ${opId} in ${owner}/${repo}`,
					),
			});
			return Object.assign(engine, {
				lastAcknowledged: mark.latest,
				pushWaitMs: (perMinute: number) => pace.waitMs(perMinute),
				...(share === undefined ? {} : { share }),
			});
		},
	});
}

/** Where a GitHub API's git repositories are: `https://api.github.com` has its own host, GHES and the forge their root. */
function gitHostOf(apiUrl: string): string {
	return apiUrl === "https://api.github.com"
		? "https://github.com"
		: apiUrl.replace(/\/api\/v3\/?$/, "");
}
