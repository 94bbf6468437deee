import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Probot } from "probot";
import type { Access } from "../../src/agent-doors.ts";
import { DEMO, demoSeed } from "../../src/demo.ts";
import type { ForgeSeed } from "../../src/forge/seed.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { budgetedOctokit } from "../../src/github/budget/budgeted-octokit.ts";
import { NO_LIMITS } from "../../src/github/budget/limits.ts";
import { UnthrottledOctokit } from "../../src/hosted.ts";
import { localAccess } from "../../src/local-access.ts";
import { type Served, serve } from "../../src/serve.ts";
import { BOARD_NAME } from "../../src/start-app.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { WEBHOOK_PATH } from "../../src/webhook-server.ts";
import { type Client, makeClient } from "./client.ts";

/** The app in this process, behind its HTTP server and installed on a GitHub of its own with the demo's repository. */
export interface AppOnForge {
	readonly forge: Forge;
	readonly served: Served;
	readonly client: Client;
	/** The board as anybody can read it. */
	readonly board: Store;
	/** Where webhooks go. */
	readonly webhookUrl: string;
	readonly secret: string;
	readonly installationId: number;
	close(): Promise<void>;
}

/** Whoever is on this machine is let in, as in the embedded form. */
const onThisMachine = (forge: Forge) =>
	localAccess(forge, { ...DEMO, board: BOARD_NAME });

/**
 * Starts both. `config` takes the place of the demo's `.github/baton.yml`; `fetch` is what the app speaks to GitHub's API with;
 * `seed` changes what there is; `nowMs` is its door's clock; `access` says who is let in at the doors of agents;
 * `pageFolder` has the page.
 */
export async function startAppOnForge({
	config,
	fetch: speak = fetch,
	seed: change = (seed) => seed,
	nowMs = Date.now,
	access = onThisMachine,
	pageFolder,
}: {
	readonly config?: string;
	readonly fetch?: typeof fetch;
	readonly seed?: (seed: ForgeSeed) => ForgeSeed;
	readonly nowMs?: () => number;
	readonly access?: (forge: Forge) => Access;
	readonly pageFolder?: string;
} = {}): Promise<AppOnForge> {
	const scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: change(seedWith(config)),
	});
	const { id, slug, privateKey, webhookSecret, installationId } = forge.apps
		.baton as Forge["apps"][string];
	const probot = new Probot({
		appId: id,
		privateKey,
		secret: webhookSecret,
		baseUrl: forge.apiUrl,
		Octokit: budgetedOctokit({ base: UnthrottledOctokit, limits: NO_LIMITS }),
		request: { fetch: speak },
		logLevel: "fatal",
	});
	const served = await serve({
		probot,
		secret: webhookSecret,
		apiUrl: forge.apiUrl,
		home: join(scratch, "home"),
		sweepEveryMs: 300_000,
		nowMs,
		port: 0,
		host: "127.0.0.1",
		access: access(forge),
		...(pageFolder === undefined ? {} : { pageFolder }),
	});
	const webhookUrl = `${served.url}${WEBHOOK_PATH}`;
	forge.addReceiver("baton", webhookUrl);
	const git = forge.gitUrl(DEMO.owner, DEMO.repo);
	const board = await openHttpStore({
		url: git,
		branch: "baton/board",
		cacheDir: join(scratch, "cache"),
	});
	return {
		forge,
		served,
		board,
		webhookUrl,
		secret: webhookSecret,
		installationId,
		client: makeClient({
			api: forge.apiUrl,
			git,
			...DEMO,
			tokens: forge.tokens,
			app: { url: served.url, id, slug, webhookSecret },
			pids: [],
		}),
		async close() {
			await served.close();
			await board.close();
			await forge.close();
			await rm(scratch, { recursive: true, force: true });
		},
	};
}

function seedWith(config: string | undefined) {
	const seed = demoSeed();
	if (config === undefined) return seed;
	return {
		...seed,
		repositories: seed.repositories.map((repository) => ({
			...repository,
			files: { ...repository.files, ".github/baton.yml": config },
		})),
	};
}

/** Subjects of a board's commits, oldest first. Marks are left out: they only say how far a sweep has come. */
export async function subjectsOf(board: Store): Promise<readonly string[]> {
	const head = await board.head();
	const found: string[] = [];
	if (head !== null)
		for await (const { message } of board.log(head))
			if (!/^Baton-Op: mark$/m.test(message))
				found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}
