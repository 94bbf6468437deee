import { createSign } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import type { ForgeSeed } from "../../src/forge/seed.ts";
import {
	type Forge,
	type ForgeOptions,
	startForge,
} from "../../src/forge/start-forge.ts";
import { checkedFetch } from "../support/openapi/check.ts";

export const REPO = { owner: "acme", repo: "demo" } as const;

/** An organization with one repository, people of every role, two Apps. */
export const SEED: ForgeSeed = {
	users: ["boss", "keeper", "writer", "sorter", "guest", "stranger"].map(
		(login) => ({ login }),
	),
	orgs: [
		{
			login: "acme",
			name: "Acme",
			members: { boss: "admin", stranger: "member" },
		},
	],
	repositories: [
		{
			owner: "acme",
			name: "demo",
			defaultBranch: "main",
			collaborators: {
				keeper: "maintain",
				writer: "write",
				sorter: "triage",
				guest: "read",
			},
			files: {
				"README.md": "# Demo\n",
				".github/baton.yml": "intake: ready\n",
				"src/a.txt": "a\n",
			},
			labels: [{ name: "baton", color: "1f6feb", description: "On the board" }],
		},
		{
			owner: "acme",
			name: "secret",
			defaultBranch: "main",
			private: true,
			collaborators: {},
			files: { "a.txt": "a\n" },
		},
	],
	apps: [
		{
			slug: "baton",
			name: "Baton",
			permissions: { issues: "write", contents: "write", checks: "write" },
			events: ["issues", "issue_comment", "push", "create"],
			repositories: ["acme/demo"],
		},
		{
			slug: "ci",
			name: "CI",
			permissions: { checks: "write" },
			events: ["push"],
			repositories: ["acme/demo"],
		},
	],
};

/** A running GitHub with its directory. */
export interface Sample {
	readonly forge: Forge;
	readonly dataDir: string;
	/** An unmodified client of somebody; every call is held against GitHub's description. */
	as(name: string): Octokit;
	/** The same without that check, for what is meant to be wrong. */
	unchecked(name: string): Octokit;
	/** A client of an App as itself. */
	asApp(slug: string): Octokit;
	end(): Promise<void>;
}

export async function startSample(
	options: Partial<ForgeOptions> = {},
): Promise<Sample> {
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "forge-"));
	const forge = await startForge({ port: 0, dataDir, seed: SEED, ...options });
	const silent = { debug() {}, info() {}, warn() {}, error() {} };
	const client = (auth: string | undefined, inner: typeof fetch) => {
		const found = auth === undefined ? {} : { auth };
		return new Octokit({
			baseUrl: forge.apiUrl,
			...found,
			request: { fetch: inner },
			log: silent,
		});
	};
	return {
		forge,
		dataDir,
		as: (name) => client(forge.tokens[name] ?? name, checkedFetch(fetch)),
		unchecked: (name) => client(forge.tokens[name] ?? name, fetch),
		asApp(slug) {
			const { id = 0, privateKey = "" } = forge.apps[slug] ?? {};
			return client(
				signJwt(
					{ iss: `${id}`, exp: Math.floor(Date.now() / 1000) + 60 },
					privateKey,
				),
				checkedFetch(fetch),
			);
		},
		async end() {
			await forge.close();
			await rm(dataDir, { recursive: true, force: true });
		},
	};
}

function signJwt(claims: object, privateKey: string): string {
	const encode = (part: object) =>
		Buffer.from(JSON.stringify(part)).toString("base64url");
	const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
	return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}

/** The status a call was refused with, or 0 when it was not. */
export async function refusedWith(call: Promise<unknown>): Promise<number> {
	return call.then(
		() => 0,
		(error: { status?: number }) => error.status ?? -1,
	);
}
