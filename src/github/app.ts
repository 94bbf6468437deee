import type { Probot, ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { Engine } from "../engine/perform.ts";
import { repositoryApi } from "./api.ts";
import { headApi } from "./head-api.ts";
import {
	appAccount,
	type InstalledRepository,
	installedRepositories,
} from "./installation.ts";
import { viewApi } from "./projection/view-api.ts";
import { Repository } from "./repository.ts";
import { cachedRoles } from "./roles.ts";
import { hearWebhooks, type RepositoryPayload } from "./webhooks.ts";

/** What connects the GitHub door with the rest of the house. */
export interface AppOptions {
	/** Opens the engine of one repository's board. `auth` gives a client of its installation. */
	readonly openBoard: (
		repository: InstalledRepository,
		app: Actor,
		auth: () => Promise<ProbotOctokit>,
	) => Promise<Engine>;
	readonly board: string;
	readonly nowMs: () => number;
}

/** A running app. */
export interface RunningApp {
	/** Looks at everything said since the last sweep, in every repository. Resolves when all of it is dealt with. */
	sweep(): Promise<void>;
	close(): Promise<void>;
}

/** How often missed deliveries are looked for. */
const SWEEP_EVERY_MS = 5 * 60_000;

/** Listens to a Probot instance and keeps one door open for each repository. Webhooks only wake it; see `Repository`. */
export function connect(probot: Probot, options: AppOptions): RunningApp {
	const repositories = new Map<number, Promise<Repository>>();
	let account: Promise<Actor> | undefined;
	const log = probot.log;
	const onError = (error: unknown, what: string) => {
		log.warn(`${what}: ${(error as Error).message}`);
		log.debug({ err: error }, what);
	};

	function appActor(): Promise<Actor> {
		account ??= probot.auth().then(appAccount);
		account.catch(() => {
			account = undefined;
		});
		return account;
	}

	function open(installed: InstalledRepository): Promise<Repository> {
		const known = repositories.get(installed.id);
		if (known !== undefined) return known;
		const opening = openRepository(installed);
		repositories.set(installed.id, opening);
		opening
			.then((repository) => repository.sweep())
			.catch((error) => {
				repositories.delete(installed.id);
				onError(error, `opening ${installed.owner}/${installed.repo}`);
			});
		return opening;
	}

	async function openRepository(
		installed: InstalledRepository,
	): Promise<Repository> {
		const app = await appActor();
		const octokit = await probot.auth(installed.installationId);
		const name = { owner: installed.owner, repo: installed.repo };
		const api = repositoryApi(octokit, name, app.login);
		return new Repository({
			api: { ...api, role: cachedRoles(api.role, options.nowMs) },
			heads: headApi(octokit, name),
			views: viewApi(octokit, name, app.login),
			engine: await options.openBoard(installed, app, () => probot.auth()),
			app,
			board: options.board,
			nowMs: options.nowMs,
			later: laterBy,
			onError,
			onRefusal: (what) =>
				log.warn(`${installed.owner}/${installed.repo}: ${what}`),
		});
	}

	function withRepository(
		payload: RepositoryPayload,
		act: (repository: Repository) => void,
	): void {
		const { installation, repository, sender } = payload;
		if (installation === undefined) return;
		open({
			id: repository.id,
			owner: repository.owner.login,
			repo: repository.name,
			installationId: installation.id,
		})
			.then(async (door) => {
				// What the app itself does comes back as news: nothing in it is new.
				if (sender?.login !== (await appActor()).login) act(door);
			})
			.catch((error) => onError(error, "a webhook has to wait for a sweep"));
	}

	async function openAll(): Promise<void> {
		const auth = (id?: number) =>
			id === undefined ? probot.auth() : probot.auth(id);
		for await (const installed of installedRepositories(auth, onError)) {
			// A repository that does not open was told of; the next sweep tries again.
			await open(installed).catch(() => undefined);
		}
	}

	async function leave(ids: readonly number[]): Promise<void> {
		for (const id of ids) {
			const left = repositories.get(id);
			repositories.delete(id);
			await left
				?.then((repository) => repository.close())
				.catch((error) => onError(error, `leaving repository ${id}`));
		}
	}

	async function sweep(): Promise<void> {
		await openAll().catch((error) => onError(error, "listing installations"));
		const opened = await Promise.allSettled(repositories.values());
		await Promise.all(
			opened.map((result) =>
				result.status === "fulfilled" ? result.value.sweep() : undefined,
			),
		);
	}

	hearWebhooks(probot, {
		withRepository,
		sweep: () => void sweep(),
		leave: (ids) => void leave(ids),
	});
	const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
	timer.unref();
	return {
		sweep,
		async close() {
			clearInterval(timer);
			const opened = await Promise.allSettled(repositories.values());
			await Promise.all(
				opened.map((result) =>
					result.status === "fulfilled" ? result.value.close() : undefined,
				),
			);
		},
	};
}

function laterBy(ms: number, act: () => void): () => void {
	const timer = setTimeout(act, ms);
	timer.unref();
	return () => clearTimeout(timer);
}
