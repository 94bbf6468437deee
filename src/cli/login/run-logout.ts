import type { Said } from "../command-spec.ts";
import { printMisuse } from "../misuse.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { changeLogins, readLogins } from "./kept-logins.ts";
import { serverNamed } from "./server-named.ts";

/** `baton logout`: forgets what `baton login` got from a server. Said again it changes nothing. */
export async function runLogout(
	said: Said,
	terminal: Terminal,
): Promise<number> {
	const url = serverNamed(said, terminal);
	if ("problem" in url) return printMisuse(terminal, url, said.json);
	const { origin } = url;
	const { env = {} } = terminal;
	const known = (await readLogins(env))[origin];
	if (known !== undefined)
		await changeLogins(env, async ({ [origin]: _gone, ...others }) => others);
	const signedOut = known !== undefined;
	terminal.out(
		said.json
			? JSON.stringify({ ok: true, server: origin, signedOut }, undefined, 2)
			: signedOut
				? `Signed out at ${origin}. What was given ends within the hour; the App's authorization is taken back in GitHub's settings.`
				: `Nobody was signed in at ${origin}.`,
	);
	return EXIT.ok;
}
