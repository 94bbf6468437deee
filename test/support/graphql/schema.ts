import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLSchema } from "graphql";

let built: GraphQLSchema | undefined;

/** The schema that GitHub publishes. It is large, so it is read once for each process that asks. */
export function githubSchema(): GraphQLSchema {
	built ??= buildSchema(
		readFileSync(
			new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema")),
			"utf8",
		),
		// As published it defines two fields twice.
		{ assumeValidSDL: true },
	);
	return built;
}
