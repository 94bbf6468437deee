import { Octokit } from "@octokit/rest";
import type { SourceFile } from "../source-facts.ts";
import { operationOf } from "./check.ts";

/** A call of GitHub's API that stands in the source. */
export interface SourceCall {
	/** As written: `issues.get`, or a route. */
	readonly call: string;
	/** `GET /repos/{owner}/{repo}/issues/{issue_number}`; undefined when the description does not know it. */
	readonly operation: string | undefined;
}

type Endpoints = Readonly<
	Record<
		string,
		Readonly<
			Record<
				string,
				{ endpoint: { DEFAULTS: { method: string; url: string } } }
			>
		>
	>
>;

const ENDPOINTS = new Octokit().rest as unknown as Endpoints;
const METHODS = "GET|POST|PUT|PATCH|DELETE";

/** Baton's own API, and what its page asks for, is no part of GitHub's. */
const OWN = new RegExp(`^(?:${METHODS}) /(?:api/v1/|session$|sign-in\\b)`);

/** Every call of the API in a file: methods of a client by name, and routes that are spelled out. */
export function sourceCalls({ text }: SourceFile): readonly SourceCall[] {
	const named = [
		...text.matchAll(/\brest\s*\.\s*([a-zA-Z]+)\s*\.\s*([a-zA-Z]+)/g),
	].map(([, group = "", name = ""]) => {
		const defaults = ENDPOINTS[group]?.[name]?.endpoint.DEFAULTS;
		return {
			call: `${group}.${name}`,
			operation:
				defaults && operationLike(`${defaults.method} ${defaults.url}`),
		};
	});
	const spelled = [
		...text.matchAll(new RegExp(`["'\`]((?:${METHODS}) /[^"'\`]*)["'\`]`, "g")),
	]
		.map(([, route = ""]) => ({ call: route, operation: operationLike(route) }))
		.filter(({ call }) => !OWN.test(call));
	return [...named, ...spelled];
}

/** Uses of a client that `sourceCalls` cannot follow: what is called has to be spelled out where it is called. */
export function hiddenCalls({ path, text }: SourceFile): readonly string[] {
	const ways = [
		/\b(?:const|let)\s*\{[^}]*\}\s*=\s*[\w.]*\brest\b/g,
		/\brest\s*\.\s*[a-zA-Z]+\s*[;,)\]]/g,
		/\brest\s*\[/g,
		/\.rest\s*\.\s*[a-zA-Z]+\s*\[/g,
		/\boctokit\s*\.\s*graphql\b/g,
	];
	return ways.flatMap((way) =>
		[...text.matchAll(way)].map(
			([found]) =>
				`${path}: ${found.trim()}: write octokit.rest.<group>.<method> out`,
		),
	);
}

/** Names of parameters differ between the client and the description; where they stand does not. */
function operationLike(route: string): string | undefined {
	const [method = "", url = ""] = route.split(" ");
	return operationOf(method, url.replace(/\{[^}]+\}/g, "x"));
}
