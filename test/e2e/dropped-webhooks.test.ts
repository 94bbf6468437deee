import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { listen } from "../../src/running.ts";
import { startReplica } from "../support/replica.ts";

const TOUR = fileURLToPath(new URL("../../dist/tour/main.js", import.meta.url));
/** Each kind of event that the tour makes GitHub tell of, and all of them together. */
const DROPPED = [
	["issue_comment"],
	["issues"],
	["issue_dependencies"],
	["pull_request"],
	["pull_request_review"],
	["check_run", "check_suite"],
	["push"],
	["everything"],
] as const;

// A tour mostly waits for views that may not change more often.
vi.setConfig({ maxConcurrency: 3 });

interface Filter {
	readonly url: string;
	/** Names of the events that were dropped and passed on, once for each delivery. */
	readonly dropped: string[];
	readonly passed: string[];
	close(): Promise<void>;
}

/** Stands between GitHub and the app, and drops what it is told to. GitHub hears that all of it arrived. */
async function startFilter(
	target: string,
	drops: (event: string) => boolean,
): Promise<Filter> {
	const dropped: string[] = [];
	const passed: string[] = [];
	const server = createServer(async (incoming, outgoing) => {
		const parts: Buffer[] = [];
		for await (const part of incoming) parts.push(part as Buffer);
		const event = String(incoming.headers["x-github-event"]);
		(drops(event) ? dropped : passed).push(event);
		if (!drops(event)) {
			const { host: _host, connection: _one, ...rest } = incoming.headers;
			const headers = rest as Record<string, string>;
			await fetch(target, {
				method: "POST",
				headers: Object.fromEntries(
					Object.entries(headers).filter(([name]) =>
						/^x-|^content-type/.test(name),
					),
				),
				body: Buffer.concat(parts),
			}).catch(() => undefined);
		}
		outgoing.end("ok");
	});
	const url = await listen(server, { host: "127.0.0.1", port: 0 });
	return {
		url,
		dropped,
		passed,
		async close() {
			server.close();
			server.closeAllConnections();
		},
	};
}

async function writeDirections(home: string, forge: Forge): Promise<void> {
	const { id, slug, webhookSecret } = forge.apps.baton as Forge["apps"][string];
	await mkdir(home, { recursive: true });
	await writeFile(
		join(home, "forge.json"),
		JSON.stringify({
			...{ api: forge.apiUrl, git: forge.gitUrl(DEMO.owner, DEMO.repo) },
			...{ ...DEMO, tokens: forge.tokens, controls: forge.controls },
			app: { url: "", id, slug, webhookSecret },
			pids: [],
		}),
	);
}

for (const events of DROPPED)
	test.concurrent(`every step of the tour works without webhooks of ${events.join(", ")}`, async ({
		onTestFinished,
	}) => {
		const closing: (() => Promise<unknown>)[] = [];
		onTestFinished(async () => {
			for (const close of closing.splice(0).reverse()) await close();
		});
		const scratch = await mkdtemp(join(tmpdir(), "baton-"));
		closing.push(() => rm(scratch, { recursive: true, force: true }));
		const forge = await startForge({
			port: 0,
			dataDir: join(scratch, "forge"),
			seed: demoSeed(),
			requestsPerHour: 1_000_000,
		});
		closing.push(() => forge.close());
		const app = await startReplica(forge, join(scratch, "home"), {
			deaf: true,
			env: { BATON_SWEEP_SECONDS: "1" },
		});
		closing.push(() => app.stop("SIGINT"));
		const names: readonly string[] = events;
		const isAll = names.includes("everything");
		const filter = await startFilter(
			app.webhooks,
			(event) => isAll || names.includes(event),
		);
		closing.push(filter.close);
		forge.addReceiver("baton", filter.url);
		const home = join(scratch, "visit");
		await writeDirections(home, forge);
		const stdout = await visit(home);
		expect(stdout).toMatch(/Proved in [\d.]+ s/);
		// Without a single one of them this would be the tour as it always is.
		expect(filter.dropped.length).toBeGreaterThan(0);
		expect(filter.passed.length > 0).toBe(!isAll);
		console.log(
			`without ${names.join(", ")}: ${/Proved in [\d.]+ s/.exec(stdout)?.[0]}, ${filter.dropped.length} webhooks dropped`,
		);
	}, 180_000);

/** What a whole tour prints, wherever it ends. */
async function visit(home: string): Promise<string> {
	try {
		const { stdout } = await promisify(execFile)(process.execPath, [TOUR], {
			env: { PATH: process.env.PATH ?? "", BATON_HOME: home, NO_COLOR: "1" },
		});
		return stdout;
	} catch (error) {
		const { stdout, stderr } = error as { stdout: string; stderr: string };
		return `${stdout}\n${stderr}`;
	}
}
