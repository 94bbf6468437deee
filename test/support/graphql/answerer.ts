import { Octokit } from "@octokit/rest";
import { type GraphQLError, graphql } from "graphql";
import type { GraphqlClient } from "../../../src/github/projects/ask.ts";
import type { ProjectWorld } from "./project-world.ts";
import { rootOf } from "./resolvers.ts";
import { githubSchema } from "./schema.ts";

/** One request by GraphQL. */
export interface AskedOnce {
	readonly query: string;
	readonly variables: Readonly<Record<string, unknown>>;
}

/** GitHub's GraphQL over a world in memory: documents are checked against the published schema and carried out by it. */
export interface Answerer {
	readonly client: GraphqlClient;
	/** Everything that was asked, in order. */
	readonly asked: AskedOnce[];
	/** Answers in place of the world, when it gives something; called before each request. */
	instead: (asked: AskedOnce) => Response | undefined;
	fetch: typeof fetch;
}

export function makeAnswerer(world: ProjectWorld): Answerer {
	const self: Answerer = {
		asked: [],
		instead: () => undefined,
		async fetch(_url, init) {
			const asked = JSON.parse(String(init?.body)) as AskedOnce;
			self.asked.push(asked);
			return self.instead(asked) ?? (await answer(asked, world));
		},
		client: {} as GraphqlClient,
	};
	const octokit = new Octokit({
		request: {
			fetch: (url: string, init: RequestInit) => self.fetch(url, init),
		},
		log: { debug() {}, info() {}, warn() {}, error() {} },
	});
	return Object.assign(self, { client: octokit as unknown as GraphqlClient });
}

async function answer(
	{ query, variables }: AskedOnce,
	world: ProjectWorld,
): Promise<Response> {
	const { data, errors } = await graphql({
		schema: githubSchema(),
		source: query,
		rootValue: rootOf(world),
		variableValues: variables,
	});
	const faults = errors?.map(toFault);
	return json({ data: data ?? null, ...(faults ? { errors: faults } : {}) });
}

/** A whole answer of GitHub's. */
export function json(
	body: unknown,
	{
		status = 200,
		headers = {},
	}: { status?: number; headers?: Record<string, string> } = {},
): Response {
	return new Response(JSON.stringify(body), {
		status,
		headers: { "content-type": "application/json; charset=utf-8", ...headers },
	});
}

/** GitHub tells the type beside the message; a document that does not fit the schema has no path. */
function toFault({ message, path, originalError }: GraphQLError): object {
	const { type } = (originalError ?? {}) as { type?: string };
	return {
		message,
		...(path === undefined ? {} : { path }),
		...(type === undefined ? {} : { type }),
	};
}
