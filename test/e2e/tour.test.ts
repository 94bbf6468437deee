import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { makeTerminal } from "../../src/tour/terminal.ts";
import {
	type Client,
	makeClient,
	readDirections,
	until,
} from "../support/client.ts";
import { type Program, startProgram } from "../support/program.ts";

const TOUR = fileURLToPath(new URL("../../dist/tour/main.js", import.meta.url));
const TOUR_MS = 180_000;

let scratch: string;
let home: string;
let program: Program;
let client: Client;
const servers: Server[] = [];

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	home = join(scratch, "home");
	await mkdir(join(scratch, "tmp"));
	program = startProgram({ BATON_HOME: home, PORT: "0", FORGE_PORT: "0" });
	await program.printed(/Ctrl-C ends it/);
	client = makeClient(readDirections(home));
});

afterAll(async () => {
	for (const server of servers) {
		server.close();
		server.closeAllConnections();
	}
	await program.end();
	await rm(scratch, { recursive: true, force: true });
});

afterEach(async () => {
	vi.useRealTimers();
	expect(await readdir(join(scratch, "tmp"))).toEqual([]);
});

interface Visit {
	readonly process: ChildProcess;
	readonly ended: Promise<{
		code: number | null;
		out: string;
		err: string;
	}>;
	/** Resolves when this was printed, or the tour has ended. */
	printed(text: string): Promise<void>;
}

/** Starts the tour as `npm run tour` does. */
function visit(batonHome: string): Visit {
	const child = spawn(process.execPath, [TOUR], {
		env: {
			PATH: process.env.PATH ?? "",
			BATON_HOME: batonHome,
			TMPDIR: join(scratch, "tmp"),
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	const texts = { out: "", err: "" };
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		texts.out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		texts.err += text;
	});
	const closed = once(child, "close");
	return {
		process: child,
		ended: closed.then(([code]) => ({ code: code as number | null, ...texts })),
		printed: (text) =>
			new Promise((resolve) => {
				const look = () => {
					if (texts.out.includes(text)) resolve();
				};
				child.stdout.on("data", look);
				look();
				void closed.then(() => resolve());
			}),
	};
}

/** A folder whose `forge.json` is that of the running program, but for the address of the API. */
async function homeAt(api: string): Promise<string> {
	const folder = await mkdtemp(join(scratch, "home-"));
	await writeFile(
		join(folder, "forge.json"),
		JSON.stringify({ ...client.directions, api }),
	);
	return folder;
}

async function listenOn(server: Server): Promise<string> {
	servers.push(server);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The running GitHub, except that it lets people create check runs. */
function laxGitHub(): Promise<string> {
	const target = new URL(client.directions.api);
	const { tokens } = client.directions;
	return listenOn(
		createServer((incoming, outgoing) => {
			const { method, url, headers } = incoming;
			const isUsers = ["agent-1", "agent-2"].some((who) =>
				headers.authorization?.endsWith(tokens[who] as string),
			);
			if (method === "POST" && url?.endsWith("/check-runs") && isUsers) {
				outgoing
					.writeHead(201, { "content-type": "application/json" })
					.end('{"id":1}');
				return;
			}
			const { hostname, port } = target;
			const passed = request(
				{ hostname, port, method, path: url, headers },
				(answer) => {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
				},
			);
			incoming.pipe(passed);
		}),
	);
}

test(
	"tours on one program, two of them at once, see all that they have to show",
	async () => {
		const visits = await Promise.all([visit(home).ended, visit(home).ended]);
		const { tokens, app } = client.directions;
		for (const { code, out, err } of visits) {
			expect({ code, err, out }).toMatchObject({ code: 0, err: "" });
			expect(out).toMatch(/\nProved in \d+\.\d s:\n(?: {2}✓ .+\n){11}/);
			expect(out).toContain("GATE_FAILED");
			expect(out).toMatch(
				/maintainer: approve \d+: by maintainer, frees \d+\n/,
			);
			expect(out).toMatch(/each follows from its parent/);
			expect(out).not.toContain("✗");
			expect(out).not.toContain("\u001b");
			for (const secret of [...Object.values(tokens), app.webhookSecret])
				expect(out).not.toContain(secret);
			const long = out.split("\n").filter((line) => line.length > 80);
			expect(long).toEqual([]);
		}
		const ended = await until("the end of all tours' tasks", async () => {
			const { answer } = await client.ask("guest", 1, "/baton list");
			const tasks = answer.data?.tasks as { key: string; status: string }[];
			const added = tasks.filter(({ key }) => Number(key) > 3);
			return added.every(({ status }) => /^(done|cancelled)$/.test(status))
				? added
				: undefined;
		});
		expect(ended.map(({ status }) => status).sort()).toEqual([
			"cancelled",
			"cancelled",
			"done",
			"done",
		]);
	},
	TOUR_MS,
);

test("a tour that sees something else says what, ends with 1 and takes its tasks off the board", async () => {
	const url = await laxGitHub();
	const api = `${url}${new URL(client.directions.api).pathname}`;
	const { code, out, err } = await visit(await homeAt(api)).ended;
	expect({ code, err }).toEqual({ code: 1, err: "" });
	expect(out).toContain(
		"    ✗ expected: GitHub takes checks from Apps alone: 403\n      came: 201\n",
	);
	expect(out).not.toContain("Proved in");
	await expectClosed(out);
});

test("Ctrl-C ends a tour, which leaves nothing behind", async () => {
	const tour = visit(home);
	await tour.printed(" 2. ");
	tour.process.kill("SIGINT");
	const { code, out } = await tour.ended;
	expect({ code, out }).toMatchObject({ code: 130 });
	expect(out).toMatch(/\n {4}stopped\n/);
	expect(out).not.toContain("✗");
	await expectClosed(out);
});

/** Both issues of a tour are closed as not planned. */
async function expectClosed(out: string): Promise<void> {
	const { owner, repo } = client.directions;
	const opened = [...out.matchAll(/opens #(\d+) with/g)].map(([, n]) =>
		Number(n),
	);
	expect(opened).toHaveLength(2);
	for (const issue_number of opened) {
		const { data } = await client
			.as("guest")
			.rest.issues.get({ owner, repo, issue_number });
		expect(data).toMatchObject({
			state: "closed",
			state_reason: "not_planned",
		});
	}
}

test("where nothing runs, or what runs does not work, one line says what to do", async () => {
	const broken = createServer((_, answer) => {
		answer.writeHead(500, { "content-type": "text/plain" }).end("no\nway");
	});
	const gone = createServer();
	const goneUrl = await listenOn(gone);
	gone.close();
	await once(gone, "close");
	const odd = await mkdtemp(join(scratch, "home-"));
	await writeFile(join(odd, "forge.json"), '{"api": 1}');
	const torn = await mkdtemp(join(scratch, "home-"));
	await writeFile(join(torn, "forge.json"), '{"api":');
	const cases: readonly (readonly [string, RegExp])[] = [
		[join(scratch, "nowhere"), /nothing is running \(.*run npm start/],
		[await homeAt(await listenOn(broken)), /does not work \(status 500, no\)/],
		[await homeAt(goneUrl), /nothing answers at .*ECONNREFUSED.*run npm start/],
		[odd, /is not what npm start writes/],
		[torn, /cannot read .*it is no JSON/],
	];
	for (const [folder, expected] of cases) {
		const { code, out, err } = await visit(folder).ended;
		expect({ code, out }).toEqual({ code: 1, out: "" });
		expect(err).toMatch(/^tour: [^\n]+\n$/);
		expect(err).toMatch(expected);
	}
});

test("a terminal shows what is waited for after a second and takes it away again; a pipe never sees it", () => {
	vi.useFakeTimers();
	const shownOn = (isTTY: boolean, noColor: boolean) => {
		let text = "";
		const stream = {
			isTTY,
			write(part: string) {
				text += part;
				return true;
			},
		} as NodeJS.WriteStream;
		const terminal = makeTerminal(stream, { noColor, secrets: ["hush"] });
		const stopWaiting = terminal.waiting("an answer");
		vi.advanceTimersByTime(900);
		expect(text).toBe("");
		vi.advanceTimersByTime(2_600);
		terminal.print("it is hush\u001b[2J here", { style: "green" });
		stopWaiting();
		vi.advanceTimersByTime(5_000);
		return text;
	};
	const plain = shownOn(true, true);
	expect(plain.startsWith("… waiting for an answer (1 s)\r\u001b[K")).toBe(
		true,
	);
	expect(plain.endsWith("(3 s)\r\u001b[Kit is [hidden] [2J here\n")).toBe(true);
	expect(shownOn(true, false)).toContain("\u001b[32mit is [hidden]");
	expect(shownOn(false, false)).toBe("it is [hidden] [2J here\n");
});
