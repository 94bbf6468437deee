import { readFileSync } from "node:fs";
import { checkResponse, checkSchema } from "./check.ts";

interface Schema {
	readonly $ref?: string;
	readonly type?: string;
	readonly format?: string;
	readonly nullable?: boolean;
	readonly minLength?: number;
	readonly enum?: readonly unknown[];
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly allOf?: readonly Schema[];
	readonly oneOf?: readonly Schema[];
	readonly anyOf?: readonly Schema[];
}
type Json = Readonly<Record<string, unknown>>;

const description = JSON.parse(
	readFileSync(new URL("./github.json", import.meta.url), "utf8"),
) as {
	readonly paths: Readonly<
		Record<string, Record<string, { readonly responses: Json }>>
	>;
	readonly components: Readonly<Record<string, Record<string, Schema>>>;
};

const DEPTH = 12;
const FORMATS: Readonly<Record<string, string>> = {
	"date-time": "2026-11-20T19:30:00Z",
	uri: "https://api.github.com/x",
	email: "octocat@users.noreply.github.com",
};

/**
 * What GitHub answers with 200 by its own description: everything that has to be there, made up, and over it what is given.
 * `operation` is written as the description does: `GET /repos/{owner}/{repo}`. Throws when the outcome does not fit.
 */
export function replyTo(operation: string, given: unknown): object {
	const [method = "", path = ""] = operation.split(" ");
	const ok = description.paths[path]?.[method.toLowerCase()]?.responses["200"];
	const { content } = deref(ok as Schema) as {
		content?: Readonly<Record<string, { schema: Schema }>>;
	};
	const schema = content?.["application/json"]?.schema;
	if (schema === undefined)
		throw new Error(`the description has no ${operation}`);
	const reply = sample(schema, given, DEPTH) as object;
	const problems = checkResponse(method, filled(path), 200, reply);
	if (problems.length > 0) throw new Error(problems.join("\n"));
	return reply;
}

/**
 * What a webhook tells by GitHub's own description, made up in the same way; `name` is that of a schema. Throws when there is no
 * such schema, and when the outcome does not fit it.
 */
export function payloadOf(name: string, given: Json = {}): Json {
	const schema = description.components.schemas?.[name];
	if (schema === undefined) throw new Error(`the description has no ${name}`);
	const payload = sample(schema, given, DEPTH) as Json;
	const problems = checkSchema(name, payload);
	if (problems.length > 0) throw new Error(problems.join("\n"));
	return payload;
}

function sample(written: Schema, given: unknown, depth: number): unknown {
	const schema = deref(written);
	if (given === null || (given === undefined && schema.nullable === true))
		return null;
	const { oneOf, anyOf, allOf } = schema;
	const shapes = oneOf ?? anyOf ?? [];
	const shape = shapes.find((one) => takes(one, given)) ?? shapes[0];
	if (shape !== undefined && schema.properties === undefined)
		return sample(shape, given, depth - 1);
	if (allOf !== undefined)
		return Object.assign(
			{},
			...allOf.map((part) => sample(part, given, depth - 1)),
		);
	if (schema.type === "array")
		return ((given ?? []) as readonly unknown[]).map((item) =>
			sample(schema.items ?? {}, item, depth - 1),
		);
	if (schema.type === "object" || schema.properties !== undefined)
		return sampleObject(schema, (given ?? {}) as Json, depth);
	return given ?? scalar(schema);
}

function sampleObject(schema: Schema, given: Json, depth: number): unknown {
	const { properties = {}, required = [] } = schema;
	const needed = depth <= 0 ? [] : required;
	const names = new Set([...needed, ...Object.keys(given)]);
	return Object.fromEntries(
		[...names].map((name) => {
			const property = properties[name];
			return [
				name,
				property === undefined
					? given[name]
					: sample(property, given[name], depth - 1),
			];
		}),
	);
}

/** Whether a value may be meant in this shape: of its type, and with the words that the shape knows. */
function takes(written: Schema, given: unknown): boolean {
	const schema = deref(written);
	if (schema.allOf !== undefined)
		return schema.allOf.every((part) => takes(part, given));
	if (typeof given === "string") return schema.type === "string";
	return Object.entries((given ?? {}) as Json).every(([name, value]) => {
		const words = deref(schema.properties?.[name] ?? {}).enum;
		return words === undefined || words.includes(value);
	});
}

function scalar(schema: Schema): unknown {
	const { type, format, minLength = 1, enum: values } = schema;
	if (values !== undefined) return values[0];
	if (type === "string") return FORMATS[format ?? ""] ?? "0".repeat(minLength);
	if (type === "boolean") return false;
	return type === "integer" || type === "number" ? 1 : {};
}

function deref(schema: Schema): Schema {
	if (schema.$ref === undefined) return schema;
	const [, section = "", name = ""] =
		/^#\/components\/([^/]+)\/(.+)$/.exec(schema.$ref) ?? [];
	return deref(description.components[section]?.[name] as Schema);
}

function filled(path: string): string {
	return path.replace(/\{[^}]+\}/g, "1");
}
