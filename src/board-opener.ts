import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ProbotOctokit } from "probot";
import type { Actor } from "./core/command.ts";
import { githubIdentity } from "./engine/identity.ts";
import { Engine } from "./engine/perform.ts";
import { type InstalledRepository, pushToken } from "./github/installation.ts";
import { openHttpStore } from "./store/http-store.ts";

/** The board every repository has for now; its branch is `baton/board`. */
export const BOARD_NAME = "board";

/** Opens engines on a git host: the board's branch over smart HTTP, with a disposable cache under `home`. */
export function boardOpener(options: {
	readonly gitHost: string;
	readonly home: string;
	readonly build: string;
}) {
	return async (
		repository: InstalledRepository,
		app: Actor,
		auth: () => Promise<ProbotOctokit>,
	): Promise<Engine> => {
		const { owner, repo } = repository;
		const store = await openHttpStore({
			url: `${options.gitHost}/${owner}/${repo}.git`,
			branch: `baton/${BOARD_NAME}`,
			cacheDir: join(options.home, "cache", String(repository.id)),
			token: pushToken(auth, repository, Date.now),
		});
		return new Engine({
			store,
			identity: githubIdentity(app),
			nowMs: Date.now,
			pause: (ms) => pause(ms),
			build: options.build,
		});
	};
}

/** Where a GitHub API's git repositories are: `https://api.github.com` has its own host, GHES and the forge their root. */
export function gitHostOf(apiUrl: string): string {
	return apiUrl === "https://api.github.com"
		? "https://github.com"
		: apiUrl.replace(/\/api\/v3\/?$/, "");
}
