import { publicUrlProblem } from "./access/public-url.ts";

/** What lets people and workflows sign in at the doors of agents. */
export interface SignIn {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Origin under which clients reach this server, without a slash at the end. */
	readonly publicUrl: string;
}

const NAMES = [
	"GITHUB_CLIENT_ID",
	"GITHUB_CLIENT_SECRET",
	"BATON_PUBLIC_URL",
] as const;

/**
 * Reads it from environment variables; undefined where none of them is set, and the doors of agents stay closed. Some of them
 * missing is a problem: whoever set one means them open.
 */
export function readSignIn(
	env: Readonly<Record<string, string | undefined>>,
): SignIn | { readonly problem: string } | undefined {
	const [clientId = "", clientSecret = "", address = ""] = NAMES.map(
		(name) => env[name]?.trim() ?? "",
	);
	const missing = NAMES.filter((name) => !env[name]?.trim());
	if (missing.length === NAMES.length) return undefined;
	if (missing.length > 0)
		return {
			problem: `set ${missing.join(" and ")} as well, or none of ${NAMES.join(", ")}: agents sign in with all three`,
		};
	if (!/^[\w.-]{1,100}$/.test(clientId))
		return {
			problem:
				"GITHUB_CLIENT_ID is no client id: set the one from the App's settings page, such as Iv23li…",
		};
	const wrong = publicUrlProblem(address);
	if (wrong !== undefined)
		return {
			problem: `BATON_PUBLIC_URL ${wrong}: set it as in https://baton.example.com`,
		};
	return { clientId, clientSecret, publicUrl: new URL(address).origin };
}
