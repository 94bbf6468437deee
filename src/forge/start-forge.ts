import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { actorOf } from "./access.ts";
import {
	issueActionsToken,
	lateActionsKey,
	type TokenOfRun,
} from "./actions-issuer.ts";
import { noteActivity } from "./activities.ts";
import { announceNow } from "./announce.ts";
import { type Caller, createCallers } from "./callers.ts";
import { suiteEvents } from "./check-events.ts";
import { CONTROL_PATH } from "./control-door.ts";
import { type Control, obey } from "./controls.ts";
import { Database } from "./database.ts";
import { createLosses } from "./delivery-losses.ts";
import { emulateCall } from "./emulate-call.ts";
import { loadTables, startEmulator } from "./emulator.ts";
import { completeEvent } from "./events.ts";
import { createFront } from "./front.ts";
import { createHooks } from "./hooks.ts";
import {
	type AppIdentity,
	makeIdentities,
	readIdentities,
} from "./identities.ts";
import { createLimits } from "./limits.ts";
import { type Member, membersOf } from "./members.ts";
import { createMirror } from "./mirror.ts";
import { createWelcome, type Welcome } from "./newcomers.ts";
import { plant } from "./plant.ts";
import { catchUpPulls, pullEvents } from "./pull-events.ts";
import { refEvents } from "./push-event.ts";
import type { MovedRef } from "./ref-rows.ts";
import { createFaults } from "./rest-faults.ts";
import { currentScope } from "./scope.ts";
import type { ForgeSeed } from "./seed.ts";
import {
	EPHEMERAL_TABLES,
	type IssueEventRow,
	type RepoRow,
} from "./tables.ts";
import type { World } from "./world.ts";

export interface ForgeOptions {
	/** On 127.0.0.1; 0 takes a free one. */
	readonly port: number;
	/** Made when it is not there. Holds the state, the secrets and the bare repositories. */
	readonly dataDir: string;
	/** What a new GitHub starts with; ignored when `dataDir` has a state. */
	readonly seed: ForgeSeed;
	/** App slug to addresses that its webhooks go to from the start. */
	readonly receivers?: Readonly<Record<string, readonly string[]>>;
	readonly log?: (message: string) => void;
	/** Milliseconds since the epoch. */
	readonly clock?: () => number;
	/** Requests that an installation has in an hour; 5,000 when it is not said. */
	readonly requestsPerHour?: number;
}

/** A running embedded GitHub. */
export interface Forge {
	/** `http://127.0.0.1:<port>` */
	readonly url: string;
	/** `<url>/api/v3` */
	readonly apiUrl: string;
	/** What to clone and push to; the token goes in as the password. */
	gitUrl(owner: string, repo: string): string;
	/** Login of a user or slug of an App to its lasting token; an App's acts as its bot. */
	readonly tokens: Readonly<Record<string, string>>;
	readonly apps: Readonly<Record<string, AppIdentity>>;
	/** Sends an App's webhooks to one more address; the answer ends that. Throws for an unknown App. */
	addReceiver(slug: string, url: string): () => void;
	/** The account of that login; made on the spot, with write access to the repository (`owner/name`), for 50 newcomers at a time. */
	readonly account: Welcome;
	/** Whoever may see the repository (`owner/name`), with the role there; bots left out. Throws for an unknown repository. */
	members(repository: string): readonly Member[];
	/** Makes this GitHub misbehave, behave again, or tell of what it does not do itself. Throws for an order that cannot be. */
	control(order: Control): Promise<void>;
	/** An identity token as Actions gives it to a job; its issuer is `<url>/_services/token`. Throws for an unknown repository or actor. */
	actionsToken(run: TokenOfRun): string;
	/** Where another process on this machine gives the same orders: a POST of one as JSON, with this token as bearer. */
	readonly controls: { readonly url: string; readonly token: string };
	/** Resolves when all pushes are taken over and all webhooks delivered. */
	settled(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Starts a GitHub of one's own: REST, git over HTTP and webhooks on one loopback port, its state in one directory. What was
 * answered is kept, whatever ends the process. Two of them must not share a directory. Throws when the port is
 * taken, the directory cannot be used, or git or the emulator is missing.
 */
export async function startForge(options: ForgeOptions): Promise<Forge> {
	const { log = () => {} } = options;
	let world: World | undefined;
	const server = createFront(() => world, log);
	server.listen(options.port, "127.0.0.1");
	await once(server, "listening");
	const closeServer = async () => {
		server.close();
		server.closeAllConnections();
		if (server.listening) await once(server, "close");
	};
	try {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const made = await openWorld(options, url);
		for (const [slug, addresses] of Object.entries(options.receivers ?? {})) {
			for (const address of addresses) made.hooks.addReceiver(slug, address);
		}
		world = made;
		return running(made, closeServer);
	} catch (error) {
		await closeServer();
		throw error;
	}
}

function running(world: World, closeServer: () => Promise<void>): Forge {
	return {
		url: world.url,
		apiUrl: world.apiUrl,
		gitUrl: (owner, repo) => `${world.url}/${owner}/${repo}.git`,
		tokens: world.identities.tokens,
		apps: world.identities.apps,
		addReceiver: (slug, url) => world.hooks.addReceiver(slug, url),
		account: createWelcome(world),
		members: (repository) => membersOf(world, repository),
		control: (order) => obey(world, order),
		actionsToken: (run) => issueActionsToken(world, run),
		controls: {
			url: `${world.url}${CONTROL_PATH}`,
			token: world.controlToken,
		},
		async settled() {
			await world.mirror.settled();
			await world.hooks.settled();
		},
		async close() {
			await closeServer();
			world.hooks.close();
			await world.mirror.close();
			world.db.close();
		},
	};
}

async function openWorld(options: ForgeOptions, url: string): Promise<World> {
	const { dataDir, seed, log = () => {}, clock = Date.now } = options;
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const db = new Database({
		file: join(dataDir, "state.jsonl"),
		ephemeral: EPHEMERAL_TABLES,
		clock,
	});
	const secrets = join(dataDir, "identities.json");
	const identities = db.exists
		? readIdentities(secrets)
		: await makeIdentities(secrets, seed);
	const root = join(dataDir, "git");
	if (!db.exists) rmSync(root, { recursive: true, force: true });
	const { tables, seed: plantTables } = await loadTables(db, url);
	const callers = createCallers({ db, tables, identities, clock });
	const losses = createLosses();
	const hooks = createHooks({ tables, identities, losses, clock, log });
	const mirror = createMirror({
		db,
		tables,
		root,
		clock,
		log,
		announce: (repo, change, pusher) =>
			tellOfChange(world, { repo, change, pusher }),
	});
	db.beforeInsert<IssueEventRow>("github.issue_events", (row) =>
		completeEvent(tables, row),
	);
	const emulator = await startEmulator({
		db,
		baseUrl: url,
		minted: callers.minted,
		announce(announcement) {
			// The mirror tells of refs, the same for a push and for a change over REST.
			if (["push", "create", "delete"].includes(announcement.event)) return;
			currentScope()?.announced.push(announcement);
		},
	});
	const world: World = {
		url,
		apiUrl: `${url}/api/v3`,
		db,
		tables,
		identities,
		callers,
		hooks,
		losses,
		faults: createFaults(),
		limits: createLimits(clock, options.requestsPerHour),
		controlToken: randomBytes(24).toString("base64url"),
		actionsKey: lateActionsKey(),
		mirror,
		now: () => `${new Date(clock()).toISOString().slice(0, 19)}Z`,
		emulate: (call) => emulateCall(emulator, url, call),
	};
	if (db.exists) {
		await mirror.resync();
		await catchUpPulls(world);
	} else await plant(world, seed, { plantTables, nowMs: clock() });
	return world;
}

/** What a changed ref brings with it: check suites that are asked for, the push itself, then pull requests. */
async function tellOfChange(
	world: World,
	moved: { repo: RepoRow; change: MovedRef; pusher: Caller },
): Promise<void> {
	const sender = actorOf(world.tables, moved.pusher);
	if (sender === undefined) return;
	noteActivity(world, { ...moved, actor: sender });
	announceNow(world, await suiteEvents(world, { ...moved, sender }));
	announceNow(world, await refEvents(world, moved));
	announceNow(world, await pullEvents(world, { ...moved, sender }));
}
