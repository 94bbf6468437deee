import {
	Client,
	StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { CONFIG, CONVERSATION } from "./every-verb.ts";
import {
	byCommandLine,
	byComments,
	byTools,
	type Came,
	differences,
	likeness,
	overHttp,
	type Play,
} from "./played.ts";

const apps: AppOnForge[] = [];
const clients: Client[] = [];
const doors = new Map<string, Play>();

beforeAll(async () => {
	for (const [name, door] of Object.entries(DOORS)) {
		const app = await startAppOnForge({ config: CONFIG });
		apps.push(app);
		await app.served.sweep();
		doors.set(name, door(app));
	}
});

afterAll(async () => {
	for (const client of clients) await client.close();
	for (const app of apps) await app.close();
});

/** Each has a board of its own. The first is what the others are compared with. */
const DOORS: Readonly<Record<string, (app: AppOnForge) => Play>> = {
	HTTP: overHttp,
	MCP: (app) => byTools(clientsOf(app), overHttp(app)),
	"command line": (app) => byCommandLine(app, overHttp(app)),
	comments: (app) => byComments(app, overHttp(app)),
};

/** An official client for each who speaks. */
function clientsOf({ served }: AppOnForge): (who: string) => Promise<Client> {
	const known = new Map<string, Promise<Client>>();
	return (who) => {
		const client =
			known.get(who) ??
			(async () => {
				const made = new Client({ name: "doors", version: "1.0.0" });
				clients.push(made);
				await made.connect(
					new StreamableHTTPClientTransport(
						new URL(`${served.url}/mcp?tools=all`),
						{ requestInit: { headers: { "x-baton-agent": who } } },
					),
				);
				return made;
			})();
		known.set(who, client);
		return client;
	};
}

test("whatever agents say comes to the same at every door", async () => {
	const told: string[] = [];
	const differ: string[] = [];
	for (const line of CONVERSATION) {
		const answers = new Map<string, Came>();
		await Promise.all(
			[...doors].map(async ([door, play]) => {
				const came = await play(line);
				if (came !== undefined) answers.set(door, likeness(came) as Came);
			}),
		);
		const first = answers.get("HTTP");
		const subject = `${line.who} ${line.verb} ${line.task ?? ""}`;
		expect({ subject, code: first?.code }).toEqual({
			subject,
			code: (line.refused ?? "ok").toLowerCase(),
		});
		for (const [door, answer] of answers) {
			differ.push(
				...differences(
					answer.data === undefined ? { code: first?.code } : first,
					answer,
				).map((where) => `${door}: ${subject}: ${where}`),
			);
			told.push(`${door} ${line.verb}`);
		}
	}
	expect(differ).toEqual([]);
	// Of some lines the doors but one have no words of their own.
	expect(told.length).toBeGreaterThan(3 * CONVERSATION.length);
	console.log(`${told.length} answers compared`);
}, 400_000);
