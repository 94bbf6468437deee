import type { Said } from "../command-spec.ts";
import { printMisuse } from "../misuse.ts";
import { shown } from "../page.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { speakerNamed } from "../with-door.ts";
import { serverNamed } from "./server-named.ts";
import { signedFetch } from "./signed-fetch.ts";
import { whoIs } from "./who-is.ts";

/** `baton whoami`: says who a server takes this command line for. */
export async function runWhoami(
	said: Said,
	terminal: Terminal,
	{ fetch: send = fetch }: { readonly fetch?: typeof fetch } = {},
): Promise<number> {
	const url = serverNamed(said, terminal);
	if ("problem" in url) return printMisuse(terminal, url, said.json);
	const { nowMs, env = {} } = terminal;
	const me = await whoIs({
		url,
		agent: speakerNamed(said, terminal),
		fetch: signedFetch(url, { env, nowMs, fetch: send }),
	});
	if (!me.ok) return printRefusal(terminal, me, said.json);
	const { actor, agent, repositories } = me;
	const bound = agent === undefined ? "" : `, speaking for ${agent}`;
	const within =
		repositories === undefined
			? ""
			: `, for the repositories ${repositories.join(", ")} alone`;
	const line = `${actor.login} (${actor.id}) at ${url.origin}${bound}${within}`;
	terminal.out(
		said.json
			? JSON.stringify({ ...me, server: url.origin }, undefined, 2)
			: shown(line, { ascii: false }),
	);
	return EXIT.ok;
}
