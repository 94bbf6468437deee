import type { Said } from "../command-spec.ts";
import type { Misuse } from "../misuse.ts";
import { serverAddress } from "../remote/server-address.ts";
import type { Terminal } from "../terminal.ts";

/** The server that a command line means, by `--url` or BATON_URL; or what is wrong with that. */
export function serverNamed(
	{ values, name }: Pick<Said, "values" | "name">,
	{ env = {} }: Pick<Terminal, "env">,
): URL | Misuse {
	const typed = (values.url ?? env.BATON_URL ?? "").trim();
	return typed === ""
		? {
				problem: `${name} needs a server`,
				hint: "Name it with --url or BATON_URL, such as https://baton.example.com.",
			}
		: serverAddress(typed);
}
