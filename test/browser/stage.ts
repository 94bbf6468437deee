import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChromium } from "../support/chromium.ts";
import { type Client, makeClient, readDirections } from "../support/client.ts";
import { type Program, startProgram } from "../support/program.ts";
import { type Visit, type VisitOptions, visitPage } from "./visit.ts";

/** The embedded form with a temp home of its own, and a browser before it. */
export interface Stage {
	readonly home: string;
	/** Where the app listens, without a slash at the end. */
	readonly url: string;
	/** The path of the board's page. */
	readonly path: string;
	readonly client: Client;
	/** Says a verb as an agent or a person; answers what came of it and throws where it was refused. */
	say(who: string, verb: string, fields: object): Promise<Said>;
	/** Asks a verb that reads, as the maintainer. */
	ask<T>(verb: string, query?: Readonly<Record<string, string>>): Promise<T>;
	/** Opens a page of the board; a path that begins with a slash is below the server, others are below the board. */
	visit(options?: VisitOptions): Promise<Visit>;
	/** Ends the program, does something, and starts it at the same ports with the same home. */
	restart(meanwhile?: () => Promise<void>): Promise<void>;
	close(): Promise<void>;
}

/** What came of a verb that was done. */
export interface Said {
	readonly task: string;
	readonly version: number;
	readonly data: unknown;
}

/** Starts both; undefined where there is no browser. */
export async function openStage(): Promise<Stage | undefined> {
	const browser = await startChromium();
	if (browser === undefined) return undefined;
	const home = await mkdtemp(join(tmpdir(), "baton-page-"));
	let program: Program;
	try {
		program = await start(home, { app: "0", forge: "0" });
	} catch (error) {
		await browser.close();
		await rm(home, { recursive: true, force: true });
		throw error;
	}
	const client = makeClient(readDirections(home));
	const { owner, repo, app, api } = client.directions;
	const path = `/boards/${owner}/${repo}/board`;
	const call = (who: string, way: string, request?: RequestInit) =>
		answered(
			fetch(`${app.url}/api/v1${path}/${way}`, {
				...request,
				headers: { "content-type": "application/json", "x-baton-agent": who },
			}),
		);
	return {
		...{ home, url: app.url, path, client },
		say: (who, verb, fields) =>
			call(who, verb, { method: "POST", body: JSON.stringify(fields) }),
		ask: async (verb, query = {}) =>
			(await call("maintainer", `${verb}?${new URLSearchParams(query)}`))
				.data as never,
		visit: (options = {}) => visitPage(browser, `${app.url}${path}`, options),
		async restart(meanwhile) {
			await program.end();
			await meanwhile?.();
			program = await start(home, {
				app: new URL(app.url).port,
				forge: new URL(api).port,
			});
		},
		async close() {
			await browser.close();
			await program.end();
			await rm(home, { recursive: true, force: true });
		},
	};
}

async function start(
	home: string,
	ports: { readonly app: string; readonly forge: string },
): Promise<Program> {
	const program = startProgram({
		BATON_HOME: home,
		PORT: ports.app,
		FORGE_PORT: ports.forge,
	});
	await program.printed(/Ctrl-C ends it/);
	return program;
}

async function answered(sent: Promise<Response>): Promise<Said> {
	const answer = (await (await sent).json()) as Said & { ok: boolean };
	if (!answer.ok) throw new Error(`it was refused: ${JSON.stringify(answer)}`);
	return answer;
}
