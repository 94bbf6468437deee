import type { EmulatorContext } from "emulate";
import type { Caller } from "./callers.ts";
import type { Database } from "./database.ts";
import type { InstallationRow, Tables } from "./tables.ts";

/** A webhook event as the emulator announces it, before it is known who wants to hear of it. */
export interface Announcement {
	readonly event: string;
	readonly action: string | undefined;
	readonly payload: Readonly<Record<string, unknown>>;
	/** Full name of the repository. */
	readonly repository: string;
	/** `app_id` of the one App that may hear of it; absent: all that subscribed. */
	readonly onlyApp?: number;
	/** Set when the event is about an installation as such: then `repository` means nothing. */
	readonly installation?: InstallationRow;
}

/** The GitHub part of `emulate`, working on our tables. */
export interface Emulator {
	/** Answers a REST request (without `/api/v3`) made by `caller`. */
	fetch(request: Request, caller: Caller | undefined): Promise<Response>;
}

export interface EmulatorOptions {
	readonly db: Database;
	/** Stands at the start of every URL in its answers. */
	readonly baseUrl: string;
	readonly minted: Map<string, unknown>;
	/** Called for every event, in order, while the request that caused it is being answered. */
	readonly announce: (announcement: Announcement) => void;
}

type App = EmulatorContext<object>["app"];
type Webhooks = EmulatorContext<object>["webhooks"];

/** What the file of the package that holds the GitHub emulator exports, as far as it is used. */
interface GitHubPart {
	readonly githubPlugin: {
		register(
			app: object,
			store: Database,
			webhooks: Webhooks,
			baseUrl: string,
			tokens: Map<string, unknown>,
		): void;
	};
	getGitHubStore(store: Database): Tables;
	seedFromConfig(store: Database, baseUrl: string, config: object): void;
}

/**
 * The package runs its GitHub only on a store of its own that lives in memory, counts requests against a rate limit and takes
 * every unknown token for its first user. Its GitHub part is therefore taken from the file it is in, which has this
 * name in exactly version 0.12.2, and put on a plain application of the same package with our tables and our callers.
 */
const GITHUB_PART = "./dist-DWLNEG6M.js";

async function loadGitHubPart(): Promise<GitHubPart> {
	const url = new URL(GITHUB_PART, import.meta.resolve("emulate")).href;
	try {
		return (await import(url)) as GitHubPart;
	} catch (cause) {
		throw new Error(
			"the embedded GitHub needs the package emulate in exactly version 0.12.2",
			{ cause },
		);
	}
}

/** The emulator's tables in a database, and what fills them from a description of users, repositories and apps. */
export async function loadTables(
	db: Database,
	baseUrl: string,
): Promise<{ tables: Tables; seed(config: object): void }> {
	const part = await loadGitHubPart();
	return {
		tables: part.getGitHubStore(db),
		seed: (config) => part.seedFromConfig(db, baseUrl, config),
	};
}

/** Sets up the emulator; it opens no port and holds nothing that would have to be closed. */
export async function startEmulator({
	db,
	baseUrl,
	minted,
	announce,
}: EmulatorOptions): Promise<Emulator> {
	const part = await loadGitHubPart();
	const { createEmulator, defineEmulator } = await import("emulate");
	const callers = new WeakMap<Request, Caller>();
	let app: App | undefined;
	const definition = defineEmulator({
		name: "github",
		state: () => ({}),
		setup(context) {
			app = context.app;
			app.onError((error, c) => c.json(errorBody(error), errorStatus(error)));
			app.notFound((c) => c.json({ message: "Not Found" }, 404));
			app.use("*", async (c, next) => {
				for (const [name, value] of Object.entries(
					identityOf(callers.get(c.req.raw)),
				))
					c.set(name, value);
				await next();
			});
			part.githubPlugin.register(
				withoutReserved(app),
				db,
				context.webhooks,
				baseUrl,
				minted,
			);
			// The emulator would post to one URL per App; who listens is ours to know.
			context.webhooks.dispatch = async (
				event,
				action,
				payload,
				owner,
				repo,
			) => {
				announce({
					event,
					action,
					payload: payload as Announcement["payload"],
					repository: `${owner}/${repo}`,
				});
			};
		},
	});
	await createEmulator({ service: definition, listen: false, baseUrl });
	const running = app as unknown as App;
	return {
		fetch(request, caller) {
			if (caller !== undefined) callers.set(request, caller);
			return running.fetch(request);
		},
	};
}

/** What the emulator's handlers ask for. It looks people up by login and takes a bot's from the installation. */
function identityOf(caller: Caller | undefined): Record<string, unknown> {
	if (caller === undefined) return {};
	if (caller.kind === "app")
		return {
			authApp: { appId: caller.appId, slug: caller.slug, name: caller.name },
		};
	const scopes = ["repo", "user", "admin:org", "admin:repo_hook"];
	const user = { login: caller.login, id: 0, scopes };
	const installation =
		caller.kind === "installation" ? { installation: caller.grant } : {};
	return {
		authUser: { ...user, ...installation },
		authToken: caller.token,
		authScopes: scopes,
	};
}

/** The emulator's own inspection pages use paths that an application may not register. */
function withoutReserved(app: App): object {
	const methods = ["get", "post", "put", "patch", "delete"] as const;
	const register =
		(method: (typeof methods)[number]) =>
		(path: string, handler: Parameters<App["get"]>[1]) => {
			if (handler !== undefined && !path.startsWith("/_emulate/"))
				app[method](path, handler);
		};
	return Object.fromEntries(
		methods.map((method) => [method, register(method)]),
	);
}

function errorStatus(error: unknown): number {
	const status = (error as { status?: unknown }).status;
	return typeof status === "number" && status >= 400 && status <= 599
		? status
		: 500;
}

function errorBody(error: unknown): object {
	const { message, errors } = error as { message?: string; errors?: unknown };
	return {
		message: message ?? "Server Error",
		documentation_url: "https://docs.github.com/rest",
		...(errors ? { errors } : {}),
	};
}
