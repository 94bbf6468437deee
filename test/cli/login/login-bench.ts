import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type {
	AccessOptions,
	GuardedEnv,
} from "../../../src/access/access-options.ts";
import { accessRoutes } from "../../../src/access/access-routes.ts";
import { bearerGuard } from "../../../src/access/bearer-guard.ts";
import { login as loginSpec } from "../../../src/cli/commands/login.ts";
import { whoami as whoamiSpec } from "../../../src/cli/commands/whoami.ts";
import { runLogin } from "../../../src/cli/login/run-login.ts";
import { runWhoami } from "../../../src/cli/login/run-whoami.ts";
import { parseSaid } from "../../../src/cli/parse-said.ts";
import { run } from "../../../src/cli/run.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { type Sample, startSample } from "../../forge/sample.ts";

const PUBLIC_URL = "https://baton.example.com";

/** A server of Baton's where people sign in, and somebody with a terminal and a home of his own. */
export interface LoginBench {
	readonly sample: Sample;
	/** Where the server is. */
	readonly url: string;
	readonly env: Record<string, string>;
	/** What went over the wire, from the terminal. */
	readonly asked: string[];
	/** The terminal's `fetch`. */
	readonly fetch: typeof fetch;
	nowMs(): number;
	later(ms: number): void;
	/** Signs in; `person` is what whoever sees the code does with it, by default writer lets the App in. */
	login(
		argv?: readonly string[],
		person?: (code: string, pause: number) => Promise<void>,
	): Promise<Printed>;
	/** Enters a code at GitHub. */
	enter(code: string, login: string, action?: string): Promise<void>;
	/** `baton whoami`, with what it asks told in `asked`. */
	whoami(): Promise<Printed>;
	run(...argv: readonly string[]): Promise<Printed>;
	end(): Promise<void>;
}

/** What a command printed, and its exit code. */
export interface Printed {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

export async function startLoginBench(): Promise<LoginBench> {
	let nowMs = Date.parse("2026-11-20T19:30:00Z");
	const clock = () => nowMs;
	const sample = await startSample({ clock });
	const home = await mkdtemp(join(tmpdir(), "login-"));
	const server = createServer(getRequestListener(doorsOf(sample, clock).fetch));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const env: Record<string, string> = { HOME: home, BATON_URL: url };
	const asked: string[] = [];
	const listening: typeof fetch = (input, init) => {
		const place = new URL(input instanceof Request ? input.url : input);
		asked.push(`${init?.method ?? "GET"} ${place.pathname}`);
		return fetch(input, init);
	};
	const printing = () => {
		const out: string[] = [];
		const err: string[] = [];
		const terminal: Terminal = {
			...{ env, nowMs: clock, directory: home },
			out: (text) => out.push(text),
			err: (text) => err.push(text),
		};
		const printed = (code: number): Printed => ({
			...{ code, out: out.join("\n"), err: err.join("\n") },
		});
		return { terminal, printed, err };
	};
	const enter = async (code: string, login: string, action = "authorize") => {
		const response = await fetch(`${sample.forge.url}/login/device`, {
			method: "POST",
			headers: { authorization: `Bearer ${sample.forge.tokens[login]}` },
			body: new URLSearchParams({ user_code: code, action }),
		});
		if (!response.ok) throw new Error(`${code} is not waiting`);
	};
	return {
		...{ sample, url, env, asked, enter, fetch: listening, nowMs: clock },
		later(ms) {
			nowMs += ms;
		},
		async login(argv = [], person = (code) => enter(code, "writer")) {
			const said = parseSaid("login", loginSpec, argv);
			if ("problem" in said) throw new Error(said.problem);
			const { terminal, printed, err } = printing();
			let pauses = 0;
			const code = await runLogin(said, terminal, {
				fetch: listening,
				async pause(ms) {
					nowMs += ms;
					const shown = /[A-Z]{4}-[A-Z]{4}/.exec(err.join("\n"))?.[0] ?? "";
					await person(shown, ++pauses);
				},
			});
			return printed(code);
		},
		async whoami() {
			const said = parseSaid("whoami", whoamiSpec, []);
			if ("problem" in said) throw new Error(said.problem);
			const { terminal, printed } = printing();
			return printed(await runWhoami(said, terminal, { fetch: listening }));
		},
		async run(...argv) {
			const { terminal, printed } = printing();
			return printed(await run(argv, terminal));
		},
		async end() {
			server.close();
			server.closeAllConnections();
			await sample.end();
			await rm(home, { recursive: true, force: true });
		},
	};
}

/** The server's doors: what is open, and behind the guard who one is. */
function doorsOf({ forge }: Sample, nowMs: () => number): Hono {
	const { privateKey, clientId, clientSecret } = forge.apps.baton ?? {};
	if (privateKey === undefined || !clientId || !clientSecret)
		throw new Error("there is no App");
	const options: AccessOptions = {
		...{ publicUrl: PUBLIC_URL, apiUrl: forge.apiUrl, nowMs },
		...{ privateKey, clientId, clientSecret, onError() {} },
	};
	const doors = new Hono<GuardedEnv>();
	doors.use(bearerGuard(options));
	doors.get("/api/v1/me", (context) =>
		context.json({ ok: true, ...context.var.caller }),
	);
	return new Hono().route("/", accessRoutes(options)).route("/", doors);
}
