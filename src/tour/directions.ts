import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Who takes part: `forge.json` has a token for each. */
const CAST = ["maintainer", "agent-1", "agent-2", "agent-3", "ci"] as const;
export type Name = (typeof CAST)[number];

/** Where a running `npm start` is, and the tokens of those who take part. */
export interface Directions {
	/** Address of the REST API. */
	readonly api: string;
	/** Address to clone from and push to, without a token. */
	readonly git: string;
	readonly owner: string;
	readonly repo: string;
	readonly tokens: Readonly<Record<Name, string>>;
	/** Login of Baton's own account. */
	readonly bot: string;
	/** Slug of Baton's App. */
	readonly slug: string;
	/** Where the local GitHub is told to lose deliveries, and the token for it. */
	readonly controls: { readonly url: string; readonly token: string };
	/** Everything in the file that must not be shown. */
	readonly secrets: readonly string[];
}

/** Why there is nothing to visit, and what to do about it, in one line. */
export interface Nowhere {
	readonly problem: string;
}

/** Reads `forge.json` in the folder that `npm start` keeps its state in. */
export function readDirections(home: string): Directions | Nowhere {
	const path = join(home, "forge.json");
	try {
		return (
			understand(JSON.parse(readFileSync(path, "utf8"))) ?? {
				problem: `${path} is not what npm start writes: end it, start it again, and come back`,
			}
		);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		return {
			problem:
				code === "ENOENT" || code === "ENOTDIR"
					? `nothing is running (${path} is not there): run npm start in another terminal, wait until it says so, and come back`
					: `cannot read ${path}: ${code ?? "it is no JSON"}; end npm start, start it again, and come back`,
		};
	}
}

function understand(file: unknown): Directions | undefined {
	const { api, git, owner, repo, tokens, app, controls } = (file ??
		{}) as Readonly<Record<string, unknown>>;
	const { slug, webhookSecret } = (app ?? {}) as Readonly<
		Record<string, unknown>
	>;
	const { url, token } = (controls ?? {}) as Readonly<Record<string, unknown>>;
	const known = (tokens ?? {}) as Readonly<Record<Name, unknown>>;
	const needed = [api, git, owner, repo, slug, url, token];
	const isWhole = [...needed, ...CAST.map((name) => known[name])].every(
		(value) => typeof value === "string" && value !== "",
	);
	if (!isWhole) return undefined;
	return {
		api: String(api),
		git: String(git),
		owner: String(owner),
		repo: String(repo),
		tokens: known as Readonly<Record<Name, string>>,
		bot: `${slug}[bot]`,
		slug: String(slug),
		controls: { url: String(url), token: String(token) },
		secrets: [...Object.values(known), webhookSecret, token].filter(
			(value) => typeof value === "string" && value !== "",
		) as string[],
	};
}
