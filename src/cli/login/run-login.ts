import { setTimeout as sleep } from "node:timers/promises";
import { isAgentName } from "../../core/task.ts";
import type { Said } from "../command-spec.ts";
import { noAgent } from "../door-refusals.ts";
import { printMisuse } from "../misuse.ts";
import { shown } from "../page.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { signInOnDevice } from "./device-sign-in.ts";
import { exchange } from "./exchange.ts";
import { changeLogins, type KeptLogin } from "./kept-logins.ts";
import { serverNamed } from "./server-named.ts";
import { signInPlace } from "./sign-in-place.ts";
import { whoIs } from "./who-is.ts";

/** What signing in is done with; the real things unless given. */
export interface LoginOptions {
	readonly fetch?: typeof fetch;
	readonly pause?: (ms: number) => Promise<void>;
}

/** `baton login`: signs in with GitHub by the device flow, and keeps what the server gives for that. */
export async function runLogin(
	said: Said,
	terminal: Terminal,
	{ fetch: send = fetch, pause = sleep }: LoginOptions = {},
): Promise<number> {
	const { json, values } = said;
	const url = serverNamed(said, terminal);
	if ("problem" in url) return printMisuse(terminal, url, json);
	const agent = values["agent-as"];
	if (agent !== undefined && !isAgentName(agent))
		return printRefusal(terminal, noAgent(agent), json);
	const { nowMs, env = {} } = terminal;
	const { origin } = url;
	const place = await signInPlace(url, { fetch: send });
	if (!place.ok) return printRefusal(terminal, place, json);
	const grant = await signInOnDevice(place, {
		...{ fetch: send, nowMs, pause },
		show: (code, address) => showCode(terminal, { code, address, origin }),
	});
	if (!grant.ok) return printRefusal(terminal, grant, json);
	const userToken = grant.github.token;
	const given = await exchange({
		...{ origin, userToken, agent, nowMs, fetch: send },
	});
	if (!given.ok) return printRefusal(terminal, given, json);
	const { token, endsMs } = given;
	const me = await whoIs({ url, token, agent, fetch: send });
	if (!me.ok) return printRefusal(terminal, me, json);
	const { github, refresh } = grant;
	const { clientId, tokenUrl } = place;
	const login: KeptLogin = {
		...{ login: me.actor.login, agent, server: { token, endsMs } },
		...{ github, refresh, clientId, tokenUrl },
	};
	await changeLogins(env, async (logins) => ({ ...logins, [origin]: login }));
	terminal.out(json ? asJson(origin, login) : asText(origin, login, terminal));
	return EXIT.ok;
}

/** On standard error: what is printed on the other one is the answer. */
function showCode(
	{ err }: Pick<Terminal, "err">,
	said: {
		readonly code: string;
		readonly address: string;
		readonly origin: string;
	},
): void {
	const look = { ascii: true };
	err(
		`Open ${shown(said.address, look)} and enter ${shown(said.code, look)}\nto let the App of ${said.origin} know who you are. Waiting; Ctrl-C ends it.`,
	);
}

function asText(
	origin: string,
	{ login, agent, refresh, github }: KeptLogin,
	{ env = {} }: Pick<Terminal, "env">,
): string {
	const until = new Date((refresh ?? github).endsMs).toISOString().slice(0, 10);
	const bound = agent === undefined ? "" : `, speaking for ${agent}`;
	const above = env.BATON_TOKEN
		? "\nBATON_TOKEN is set and stands above this login."
		: "";
	return `Signed in at ${origin} as ${login}${bound}, until ${until} at the latest.${above}`;
}

function asJson(
	server: string,
	{ login, agent, github, refresh }: KeptLogin,
): string {
	const until = new Date((refresh ?? github).endsMs).toISOString();
	return JSON.stringify(
		{ ok: true, server, login, agent, until },
		undefined,
		2,
	);
}
