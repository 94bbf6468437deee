import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { listen } from "../../src/running.ts";
import { type Replica, startReplica } from "../support/replica.ts";

const TOUR = fileURLToPath(new URL("../../dist/tour/main.js", import.meta.url));
const TOUR_MS = 120_000;

let scratch: string;
let forge: Forge;
let balancer: Server;
const replicas: Replica[] = [];
const heard = [0, 0];

/** Passes each delivery on to one of the processes, taking turns, as a load balancer does. */
function balance(): Server {
	let turn = 0;
	return createServer((incoming, outgoing) => {
		turn += 1;
		const at = turn % replicas.length;
		heard[at] = (heard[at] ?? 0) + 1;
		const passed = request(
			replicas[at]?.webhooks as string,
			{ method: incoming.method, headers: incoming.headers },
			(answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			},
		);
		passed.on("error", () => outgoing.writeHead(502).end());
		incoming.pipe(passed);
	});
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: demoSeed(),
	});
	for (const name of ["one", "other"])
		replicas.push(
			await startReplica(forge, join(scratch, name), {
				deaf: true,
				env: { BATON_SWEEP_SECONDS: "5" },
			}),
		);
	balancer = balance();
	const url = await listen(balancer, { port: 0, host: "127.0.0.1" });
	forge.addReceiver("baton", url);
	const directions = {
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...DEMO,
		tokens: forge.tokens,
		app: {
			slug: "baton",
			webhookSecret: forge.apps.baton?.webhookSecret,
		},
		controls: forge.controls,
	};
	await writeFile(join(scratch, "forge.json"), JSON.stringify(directions));
});

afterAll(async () => {
	for (const replica of replicas) await replica.stop("SIGTERM");
	balancer.close();
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

test(
	"the tour goes the same way on two processes that take turns in hearing webhooks",
	async () => {
		const env = { PATH: process.env.PATH, BATON_HOME: scratch };
		const { code, out } = await new Promise<{ code: unknown; out: string }>(
			(resolve) => {
				execFile(process.execPath, [TOUR], { env }, (error, stdout, stderr) =>
					resolve({ code: error?.code ?? 0, out: `${stdout}${stderr}` }),
				);
			},
		);
		expect({ code, out }).toMatchObject({ code: 0 });
		expect(out).toMatch(/\nProved in \d+\.\d s:\n(?: {2}✓ .+\n){11}/);
		expect(Math.min(...heard)).toBeGreaterThan(10);
	},
	TOUR_MS,
);
