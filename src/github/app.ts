import type { Probot, ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { OpenBoardDoor } from "../engine/board-door.ts";
import { agentBoards } from "./agent-boards.ts";
import type { Budget } from "./budget/budget.ts";
import { budgetOf } from "./budget/budgeted-octokit.ts";
import type { CommentWall } from "./comment-wall.ts";
import { appAccount, type InstalledRepository } from "./installation.ts";
import { Doors } from "./installations/doors.ts";
import { hearLifeCycle } from "./installations/hear-life-cycle.ts";
import { surveyInstallations } from "./installations/survey.ts";
import { type OpenedBoard, openRepository } from "./open-repository.ts";
import { refuseOthersBoard } from "./others-board.ts";
import { hearCards } from "./projects/hear-cards.ts";
import { projectApi } from "./projects/project-api.ts";
import { deliveryApi } from "./redelivery/delivery-api.ts";
import { HintRoom } from "./redelivery/hint-room.ts";
import { Redelivery } from "./redelivery/redelivery.ts";
import type { Repository } from "./repository.ts";
import { hearWebhooks, type RepositoryPayload } from "./webhooks.ts";

/** What connects the GitHub door with the rest of the house. */
export interface AppOptions {
	/** Opens the engine of one repository's board. `auth` gives a client of its installation. `share` is absent for the only process. */
	readonly openBoard: (
		repository: InstalledRepository,
		app: Actor,
		auth: () => Promise<ProbotOctokit>,
	) => Promise<OpenedBoard>;
	readonly board: string;
	/** How often missed deliveries are looked for. */
	readonly sweepEveryMs: number;
	readonly nowMs: () => number;
}

/** A running app. */
export interface RunningApp {
	/** Looks at everything said since the last sweep, in every repository. Resolves when all of it is dealt with. */
	sweep(): Promise<void>;
	/** Opens a repository's board for an account that speaks through a door of agents. */
	readonly openBoard: OpenBoardDoor;
	close(): Promise<void>;
}

/** Listens to a Probot instance and keeps one door open for each repository. Webhooks only wake it; see `Repository`. */
export function connect(probot: Probot, options: AppOptions): RunningApp {
	const budgets = new Set<Budget>();
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

	const redelivery = new Redelivery({
		api: deliveryApi(() => probot.auth()),
		nowMs: options.nowMs,
		onError,
		onDone: (what) => log.info(what),
	});
	const room = new HintRoom({
		nowMs: options.nowMs,
		onFull() {
			log.warn("too many webhooks wait: GitHub is asked for the rest later");
			redelivery.soon();
		},
		onError,
	});
	const auth = (id?: number) =>
		id === undefined ? probot.auth() : probot.auth(id);
	const walls = new WeakMap<Repository, CommentWall>();
	const doors = new Doors<Repository>({
		survey: () =>
			surveyInstallations({ auth, later: laterBy, onError }).catch((error) => {
				// While GitHub was away its webhooks may have been as well.
				redelivery.soon();
				throw error;
			}),
		open: openInstalled,
		later: laterBy,
		onError,
		say: (what) => log.warn(what),
	});

	async function openInstalled(
		installed: InstalledRepository,
	): Promise<Repository> {
		const app = await appActor();
		const octokit = await probot.auth(installed.installationId);
		budgets.add(budgetOf(octokit));
		const engine = await options.openBoard(installed, app, () => probot.auth());
		await refuseOthersBoard(engine, app);
		const { repository, wall } = await openRepository({
			...{ octokit, app, engine, log, onError, later: laterBy },
			...{ board: options.board, nowMs: options.nowMs },
			name: { owner: installed.owner, repo: installed.repo },
			asApp: () => probot.auth(),
			projects: projectApi,
		});
		walls.set(repository, wall);
		return repository;
	}

	function withRepository(
		payload: RepositoryPayload,
		act: (repository: Repository) => void,
	): void {
		const { installation, repository, sender, issue } = payload;
		if (installation === undefined) return;
		const from = {
			id: repository.id,
			owner: repository.owner.login,
			repo: repository.name,
			installationId: installation.id,
		};
		room.take(repository.id, async () => {
			const door = await doors.at(from);
			// What the app itself does comes back as news: nothing in it is new.
			if (door === undefined || sender?.login === (await appActor()).login)
				return;
			if (issue !== undefined) walls.get(door)?.hint(issue);
			act(door);
		});
	}

	const placeCards = hearCards(probot, {
		doors,
		nowMs: options.nowMs,
		isOwn: async (login) => login === (await appActor()).login,
		onError,
	});

	async function sweep(): Promise<void> {
		await doors.look();
		await room.again();
		// None of them waits for another: what one installation has to wait for may take an hour.
		await Promise.all([placeCards(), doors.sweep(), redelivery.run()]);
	}

	hearWebhooks(probot, { withRepository });
	hearLifeCycle(probot, {
		look: () => void doors.look(),
		renew: (installationId) => void doors.renew(installationId),
	});
	// Processes that were started together must not sweep together for ever.
	const timer = setInterval(
		() => void sweep(),
		options.sweepEveryMs * (1 - Math.random() / 10),
	);
	timer.unref();
	return {
		sweep,
		openBoard: agentBoards(doors, options.board, options.nowMs),
		async close() {
			clearInterval(timer);
			// What would have to wait for GitHub is found by the next process.
			for (const budget of budgets) budget.close();
			await doors.close();
		},
	};
}

function laterBy(ms: number, act: () => void): () => void {
	const timer = setTimeout(act, ms);
	timer.unref();
	return () => clearTimeout(timer);
}
