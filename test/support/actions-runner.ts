import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Octokit } from "@octokit/rest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import type { ForgeSeed } from "../../src/forge/seed.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Receiver, startReceiver } from "../forge/receiver.ts";
import { makeClient, until } from "./client.ts";
import type { Fields } from "./webhook-examples.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The App in whose name jobs act. */
export const ACTIONS = "github-actions";

/** One step of a job, as it is given to the runner. */
export interface Step {
	/** What started the run; by default somebody's click. */
	readonly event?: string;
	readonly payload?: Fields;
	/** Who started the run. */
	readonly actor?: string;
	readonly inputs?: Readonly<Record<string, string>>;
	/** The same at each attempt; each step has its own by default. */
	readonly runId?: string;
	/** More of the runner's environment, or other values of it. */
	readonly env?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface StepRun {
	readonly code: number;
	readonly log: string;
	/** Lines that the runner obeys. */
	readonly commands: readonly string[];
	readonly outputs: Readonly<Record<string, string>>;
}

/** A GitHub without any server of ours, and a runner for its jobs. */
export interface ActionsRunner {
	readonly forge: Forge;
	readonly board: Store;
	/** Webhooks as GitHub made them. */
	readonly told: Receiver;
	readonly rest: (who: string) => Octokit["rest"];
	run(step?: Step): Promise<StepRun>;
	/** Subjects of the board's commits, oldest first, without marks. */
	subjects(): Promise<readonly string[]>;
	/** The newest payload that GitHub made for an event (`issues.opened`), once it is there. */
	payload(name: string): Promise<Fields>;
	close(): Promise<void>;
}

/** Bundles the action from the sources as they are, and starts a GitHub. `config` is its `.github/baton.yml`. */
export async function startActionsRunner({
	config,
	seed: change = (seed) => seed,
}: {
	readonly config?: string;
	readonly seed?: (seed: ForgeSeed) => ForgeSeed;
} = {}): Promise<ActionsRunner> {
	const scratch = await mkdtemp(join(tmpdir(), "baton-actions-"));
	const program = await bundledAction(scratch);
	const forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: change(actionsSeed(config)),
	});
	const app = forge.apps[ACTIONS] as Forge["apps"][string];
	const told = await startReceiver(app.webhookSecret);
	forge.addReceiver(ACTIONS, told.url);
	const git = forge.gitUrl(DEMO.owner, DEMO.repo);
	const board = await openHttpStore({
		url: git,
		branch: "baton/board",
		cacheDir: join(scratch, "cache"),
	});
	const client = makeClient({
		...{ api: forge.apiUrl, git, ...DEMO, tokens: forge.tokens, pids: [] },
		app: { url: "", id: app.id, slug: ACTIONS, webhookSecret: "" },
	});
	const rest = (who: string) => client.as(who).rest;
	let count = 0;
	return {
		...{ forge, board, told, rest },
		async run(step = {}) {
			count += 1;
			// Two that run at once keep what is theirs apart.
			const own = count;
			const { data: actor } = await rest("maintainer").users.getByUsername({
				username: step.actor ?? "maintainer",
			});
			const { data } = await rest("maintainer").repos.get(DEMO);
			return runStep(step, {
				program,
				folder: join(scratch, `step-${own}`),
				env: {
					...{ GITHUB_ACTOR: actor.login, GITHUB_ACTOR_ID: `${actor.id}` },
					GITHUB_API_URL: forge.apiUrl,
					GITHUB_SERVER_URL: new URL(forge.apiUrl).origin,
					GITHUB_REPOSITORY: `${DEMO.owner}/${DEMO.repo}`,
					GITHUB_REPOSITORY_ID: `${data.id}`,
					GITHUB_RUN_ID: step.runId ?? `${1_000 + own}`,
					INPUT_TOKEN: forge.tokens[ACTIONS] as string,
				},
			});
		},
		async subjects() {
			const head = await board.head();
			const found: string[] = [];
			if (head !== null)
				for await (const { message } of board.log(head))
					if (!/^Baton-Op: mark$/m.test(message))
						found.unshift(message.split("\n", 1)[0] ?? "");
			return found;
		},
		payload: (name) =>
			until(`a webhook ${name}`, async () => {
				const at = told.names().lastIndexOf(name);
				const { installation: _own, ...payload } = Object(
					told.received[at]?.payload,
				) as Fields;
				return at < 0 ? undefined : payload;
			}),
		async close() {
			await board.close();
			await forge.close();
			await told.close();
			await rm(scratch, { recursive: true, force: true });
		},
	};
}

function actionsSeed(config: string | undefined): ForgeSeed {
	const seed = demoSeed();
	const files: Record<string, string> =
		config === undefined ? {} : { ".github/baton.yml": config };
	return {
		...seed,
		// No App of ours is installed: there is only what every repository has.
		apps: seed.apps.map((app) =>
			app.slug === "baton" ? { ...app, slug: ACTIONS, name: "Actions" } : app,
		),
		repositories: seed.repositories.map((repository) => ({
			...repository,
			files: { ...repository.files, ...files },
		})),
	};
}

/** Bundles the action from the sources as they are; answers its program. */
export async function bundledAction(scratch: string): Promise<string> {
	const dist = join(scratch, "dist");
	const words = ["scripts/bundle-action.mjs", dist];
	await promisify(execFile)(process.execPath, words, { cwd: ROOT });
	return join(dist, "index.js");
}

/** Runs a step as the runner does, in a process of its own. */
export async function runStep(
	{ event = "workflow_dispatch", payload = {}, inputs = {}, env = {} }: Step,
	at: {
		readonly program: string;
		readonly folder: string;
		readonly env: Readonly<Record<string, string>>;
	},
): Promise<StepRun> {
	await mkdir(join(at.folder, "temp"), { recursive: true });
	const eventPath = join(at.folder, "event.json");
	const output = join(at.folder, "output");
	await writeFile(eventPath, JSON.stringify(payload));
	await writeFile(output, "");
	const child = spawn(process.execPath, [at.program], {
		cwd: at.folder,
		stdio: ["ignore", "pipe", "pipe"],
		env: {
			PATH: process.env.PATH,
			...{ GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: eventPath },
			...{ GITHUB_JOB: "baton", GITHUB_ACTION: "__run" },
			...{ GITHUB_OUTPUT: output, RUNNER_TEMP: join(at.folder, "temp") },
			...{ BATON_THROTTLE: "off", "INPUT_MATRIX-LEG": "0" },
			...at.env,
			...Object.fromEntries(
				Object.entries(inputs).map(([name, value]) => [
					`INPUT_${name.toUpperCase()}`,
					value,
				]),
			),
			...env,
		},
	});
	let log = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text: string) => {
			log += text;
		});
	const code = await new Promise<number>((resolve) =>
		child.on("close", (ended) => resolve(ended ?? -1)),
	);
	const commands = log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
	return {
		...{ code, log, commands },
		outputs: outputsIn(await readFile(output, "utf8")),
	};
}

function outputsIn(text: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		[...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(
			([, name = "", , value = ""]) => [name, value],
		),
	);
}
