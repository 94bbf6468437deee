import { execFile } from "node:child_process";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { Probot } from "probot";
import { DEMO, demoSeed, openDemoIssues } from "./demo.ts";
import type { Form } from "./environment.ts";
import type { Forge } from "./forge/start-forge.ts";
import { budgetedOctokit } from "./github/budget/budgeted-octokit.ts";
import { NO_LIMITS } from "./github/budget/limits.ts";
import { takeHome } from "./home.ts";
import { UnthrottledOctokit } from "./hosted.ts";
import { localAccess } from "./local-access.ts";
import { type Running, StartError } from "./running.ts";
import { type Served, serve } from "./serve.ts";
import { BOARD_NAME } from "./start-app.ts";
import { WEBHOOK_PATH } from "./webhook-server.ts";
import { welcome } from "./welcome.ts";

const HOST = "127.0.0.1";

type EmbeddedForm = Extract<Form, { kind: "embedded" }>;

/**
 * Runs everything on this machine: a local GitHub with a sample repository, and the app installed on it. State stays in
 * `home`; `forge.json` there tells scripts where things are, and exists only while all of it is ready.
 */
export async function startEmbedded(form: EmbeddedForm): Promise<Running> {
	await checkGit();
	const home = await takeHome(form.home);
	const directions = join(home.directory, "forge.json");
	const closing: (() => Promise<void>)[] = [home.release];
	const close = async () => {
		for (const step of closing.splice(0).reverse()) await step();
	};
	try {
		// Nobody else runs here, so a file that is left tells of a process that was killed.
		await rm(directions, { force: true });
		const forge = await startDemoForge(form);
		closing.push(forge.close);
		let isReady = false;
		const served = await serveOn(forge, { ...form, isReady: () => isReady });
		closing.push(served.close, () => rm(directions, { force: true }));
		await served.sweep();
		await openDemoIssues(
			new Octokit({ baseUrl: forge.apiUrl, auth: forge.tokens.maintainer }),
			pause,
		);
		// The demo's issues are the first ones, whoever was knocking meanwhile.
		isReady = true;
		await writeDirections(directions, forge, served.url);
		console.log(welcome(forge, served.url, directions));
	} catch (error) {
		await close();
		throw error;
	}
	return { close };
}

/** The app, installed on the local GitHub and hearing its webhooks. */
async function serveOn(
	forge: Forge,
	form: Pick<EmbeddedForm, "home" | "port" | "sweepEveryMs"> & {
		readonly isReady: () => boolean;
	},
): Promise<Served> {
	const credentials = forge.apps.baton;
	if (credentials === undefined)
		throw new Error("the local GitHub has no App called baton");
	const { id: appId, privateKey, webhookSecret: secret } = credentials;
	// The local GitHub has no rate limits to keep to, and a person is waiting.
	const probot = new Probot({
		appId,
		privateKey,
		secret,
		baseUrl: forge.apiUrl,
		Octokit: budgetedOctokit({ base: UnthrottledOctokit, limits: NO_LIMITS }),
		logLevel: logLevel(),
	});
	const served = await serve({
		probot,
		secret,
		apiUrl: forge.apiUrl,
		...form,
		host: HOST,
		access: localAccess(forge, { ...DEMO, board: BOARD_NAME }),
	});
	forge.addReceiver("baton", `${served.url}${WEBHOOK_PATH}`);
	return served;
}

function logLevel() {
	const level = process.env.LOG_LEVEL;
	return (
		(["trace", "debug", "info", "warn", "error", "fatal"] as const).find(
			(known) => known === level,
		) ?? "warn"
	);
}

async function checkGit(): Promise<void> {
	try {
		await promisify(execFile)("git", ["--version"]);
	} catch (error) {
		throw new StartError(
			"git is missing: install it and make sure `git --version` answers",
			{ cause: error },
		);
	}
}

async function startDemoForge(form: {
	readonly forgePort: number;
	readonly home: string;
}): Promise<Forge> {
	const { startForge } = await import("./forge/start-forge.ts");
	try {
		return await startForge({
			port: form.forgePort,
			dataDir: join(form.home, "forge"),
			seed: demoSeed(),
			// Whoever looks around for hours is not to meet a limit that nobody set.
			requestsPerHour: 1_000_000,
		});
	} catch (error) {
		const { code, path } = error as NodeJS.ErrnoException;
		if (code !== "EADDRINUSE" && path !== undefined)
			throw new StartError(
				`cannot use ${path}: ${code}; choose another folder with BATON_HOME`,
				{ cause: error },
			);
		if (code !== "EADDRINUSE") throw error;
		throw new StartError(
			`port ${form.forgePort} is taken: end what listens there, or choose another with FORGE_PORT`,
			{ cause: error },
		);
	}
}

/** Written last and by rename: who finds the file finds everything running. It holds tokens, so it is the owner's alone. */
async function writeDirections(
	path: string,
	forge: Forge,
	url: string,
): Promise<void> {
	const { owner, repo } = DEMO;
	const app = forge.apps.baton;
	const { baton: _own, ...tokens } = forge.tokens;
	const content = {
		api: forge.apiUrl,
		git: forge.gitUrl(owner, repo),
		owner,
		repo,
		tokens,
		app: {
			url,
			id: app?.id,
			slug: app?.slug,
			webhookSecret: app?.webhookSecret,
		},
		controls: forge.controls,
		pids: [process.pid],
	};
	await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`, {
		mode: 0o600,
	});
	await rename(`${path}.new`, path);
}
