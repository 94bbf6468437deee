import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { boardMark } from "./board-mark.ts";
import { BUILD } from "./build.ts";
import type { Actor } from "./core/actor.ts";
import type { Committer } from "./engine/board-committer.ts";
import type { BoardShare } from "./engine/board-share.ts";
import { githubIdentity } from "./engine/identity.ts";
import { keptStore } from "./engine/kept-store.ts";
import { Engine } from "./engine/perform.ts";
import { PushPace } from "./engine/push-pace.ts";
import type { OpenedBoard } from "./github/open-repository.ts";
import { openHttpStore } from "./store/http-store.ts";
import { markFile } from "./store/mark-file.ts";
import { openSavedIndex } from "./store/saved-index.ts";
import type { Oid } from "./store/store.ts";

/** The board every repository has for now; its branch is `baton/board`. */
export const BOARD_NAME = "board";

/** What is told while a board is worked with. */
interface BoardLog {
	debug(about: object, what: string): void;
	error(about: object, what: string): void;
}

/** Which board is opened, in whose name, and where its disposable cache is. */
export interface OpenRepositoryBoardOptions {
	readonly repository: {
		readonly id: number;
		readonly owner: string;
		readonly repo: string;
	};
	/** The account in whose name Baton writes. */
	readonly app: Actor;
	/** `https://github.com` */
	readonly gitHost: string;
	/** A directory for all boards of this machine. */
	readonly cache: string;
	/** Gives the token for pushing; `refused` is the one that was turned away. */
	readonly token: (refused?: string) => Promise<string>;
	/** The commit that what is shown was written from. */
	readonly lastShown: () => Promise<Oid | undefined>;
	/** How a board, by its name, is shared with other processes; absent for the only one. */
	readonly shareOf?: ((board: string) => BoardShare) | undefined;
	readonly log: BoardLog;
}

/** A board's engine, and in whose name the board is kept: it refuses to write to one that it must not. */
export type KeptBoard = OpenedBoard & {
	/** Undefined where there is no board yet. */
	readonly keptBy: () => Promise<Committer | undefined>;
};

/** Opens the engine of a repository's board over git's smart HTTP. The remote is not asked anything yet. */
export async function openRepositoryBoard({
	repository: { id, owner, repo },
	app,
	gitHost,
	cache,
	token,
	lastShown,
	shareOf,
	log,
}: OpenRepositoryBoardOptions): Promise<KeptBoard> {
	const branch = `baton/${BOARD_NAME}`;
	const identity = githubIdentity(app);
	const opened = await openHttpStore({
		url: `${gitHost}/${owner}/${repo}.git`,
		branch,
		cacheDir: join(cache, String(id)),
		token,
	});
	const { store, keptBy } = keptStore(opened, identity.committer(0));
	const place = `${new URL(gitHost).hostname} ${id} ${branch}`;
	const quietly = (what: string) => (error: unknown) =>
		log.debug({ err: error }, `${what} of ${owner}/${repo}`);
	const index = openSavedIndex({
		path: join(cache, `${id}.index`),
		board: place,
		build: BUILD,
		nowMs: Date.now,
		onProblem: quietly("the index"),
	});
	const { mark, saved } = boardMark({
		path: join(cache, `${id}.acknowledged.json`),
		...{ place, store, index, lastShown, onProblem: quietly("comments") },
	});
	const share = shareOf?.(`${new URL(gitHost).host} ${id} ${branch}`);
	const pace = new PushPace(() => performance.now());
	const engine = new Engine({
		...{ store, identity, mark, saved, pace, build: BUILD, nowMs: Date.now },
		pause: (ms) => pause(ms),
		marks: markFile(join(cache, `${id}.verified.json`), place),
		onFreeze: (why) =>
			log.error({}, `the board of ${owner}/${repo} is frozen: ${why}`),
		onMoved: (head) => share?.moved(head),
		onDefect: (error, opId) =>
			log.error({ err: error }, `a defect, met by ${opId} in ${owner}/${repo}`),
	});
	return Object.assign(engine, {
		lastAcknowledged: mark.latest,
		keptBy,
		pushWaitMs: (perMinute: number) => pace.waitMs(perMinute),
		...(share === undefined ? {} : { share }),
	});
}
