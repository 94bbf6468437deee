import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

type Schema = Record<string, unknown>;

interface Parameter {
	readonly name: string;
	readonly in: "query" | "path" | "header";
	readonly required?: boolean;
	readonly schema: Schema;
}
interface Operation {
	readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
	readonly requestBody?: {
		readonly required?: boolean;
		readonly content: Record<string, { schema: Schema }>;
	};
	readonly responses: Record<
		string,
		{
			readonly content?: Record<string, { schema: Schema }>;
			readonly $ref?: string;
		}
	>;
}
interface Description {
	readonly paths: Record<string, Record<string, Operation>>;
	readonly components: Record<string, Record<string, unknown>>;
}

/** A request as it goes over the wire; `body` is the parsed JSON, undefined when there is none. */
export interface CheckedRequest {
	readonly method: string;
	/** Path below the API root, with its query: `/repos/acme/demo/issues?state=open`. */
	readonly path: string;
	readonly body?: unknown;
}

/** Who wants to know what goes over the wire. */
export interface FetchWatch {
	readonly onProblem?: (problem: string) => void;
	/** `GET /repos/{owner}/{repo}` */
	readonly onRequest?: (operation: string) => void;
}

const description = allowNulls(
	JSON.parse(readFileSync(new URL("./github.json", import.meta.url), "utf8")),
) as unknown as Description;

const ajv = new Ajv({
	strict: false,
	allErrors: true,
	formats: {
		"date-time": (text: string) =>
			!Number.isNaN(Date.parse(text)) && text.includes("T"),
		uri: (text: string) =>
			/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`[\]]*$/i.test(text),
		"uri-template": true,
		email: (text: string) => text.includes("@"),
		int64: true,
		timestamp: true,
		repo: true,
		"repo.nwo": true,
		"ssh-key": true,
		"ssh-key fingerprint": true,
		"alphanumeric string": true,
		date: true,
	},
});
ajv.addSchema(description as object, "github");
const compiled = new Map<string, ValidateFunction>();

/** `{ref}`, `{path}` and `{basehead}` may hold slashes; every other parameter is one segment. */
const templates = Object.keys(description.paths)
	.map((path) => ({
		path,
		pattern: patternOf(path),
		literals: path.replace(/\{[^}]+\}/g, "").length,
	}))
	.sort((a, b) => b.literals - a.literals);

/**
 * What is wrong with a request to GitHub by its own description: unknown operation, missing or mistyped parameters, a body
 * that does not fit, and body or query names that the description does not know. An empty list when it is right.
 */
export function checkRequest({ method, path, body }: CheckedRequest): string[] {
	const [pathname = "", search = ""] = path.split("?", 2);
	const found = operationFor(method, pathname);
	if (found === undefined) return [`unknown operation ${method} ${pathname}`];
	return [
		...checkQuery(found.operation, new URLSearchParams(search)),
		...checkBody(found, body),
	];
}

/** The operation that a request belongs to, as the description writes it: `GET /repos/{owner}/{repo}`; undefined when it knows none. */
export function operationOf(method: string, path: string): string | undefined {
	const found = operationFor(method, path.split("?", 1)[0] ?? "");
	return found === undefined
		? undefined
		: `${method.toUpperCase()} ${found.path}`;
}

/** What is wrong with GitHub's answer to a request by its own description; an empty list when it is right. */
export function checkResponse(
	method: string,
	path: string,
	status: number,
	body: unknown,
): string[] {
	const pathname = path.split("?", 1)[0] ?? "";
	const found = operationFor(method, pathname);
	if (found === undefined) return [`unknown operation ${method} ${pathname}`];
	const at = [...found.pointer, "responses", String(status)];
	const answer = deref(
		found.operation.responses[String(status)] ?? {},
	) as Operation["responses"][string];
	if (found.operation.responses[String(status)] === undefined)
		return [`${method} ${found.path} never answers ${status}`];
	const media =
		answer.content === undefined ? undefined : Object.keys(answer.content)[0];
	if (media === undefined)
		return body === undefined || body === ""
			? []
			: [`${status} has no body, got ${JSON.stringify(body)}`];
	const pointer =
		found.operation.responses[String(status)]?.$ref?.slice(2).split("/") ?? at;
	return validate([...pointer, "content", media, "schema"], body);
}

/** What is wrong with a value by a schema of the description, such as a webhook's payload. Throws when there is no such schema. */
export function checkSchema(name: string, value: unknown): string[] {
	return validate(["components", "schemas", name], value);
}

/**
 * Wraps a `fetch` so that every request and every 2xx answer is held against the description. What is wrong goes to
 * `onProblem`, by default thrown, with all of it in one message; `onRequest` hears of the operation, if there is one. For
 * `new Octokit({ request: { fetch: checkedFetch(fetch) } })`; a base path `/api/v3` is ignored.
 */
export function checkedFetch(
	inner: typeof fetch,
	{ onProblem = raise, onRequest = () => undefined }: FetchWatch = {},
): typeof fetch {
	return async (input, init) => {
		const url = new URL(
			typeof input === "string" || input instanceof URL ? input : input.url,
		);
		const method = init?.method ?? "GET";
		const path = url.pathname.replace(/^\/api\/v3/, "") + url.search;
		const sent =
			typeof init?.body === "string" && init.body !== ""
				? JSON.parse(init.body)
				: undefined;
		const report = (what: string, problems: readonly string[]) => {
			if (problems.length > 0)
				onProblem(
					`${what} does not fit GitHub's description:\n- ${problems.join("\n- ")}`,
				);
		};
		const operation = operationOf(method, path);
		if (operation !== undefined) onRequest(operation);
		report(`${method} ${path}`, checkRequest({ method, path, body: sent }));
		const response = await inner(input, init);
		if (response.status >= 300) return response;
		const text = await response.clone().text();
		report(
			`${response.status} for ${method} ${path}`,
			checkResponse(method, path, response.status, parse(text)),
		);
		return response;
	};
}

function raise(problem: string): never {
	throw new Error(problem);
}

function parse(text: string): unknown {
	return text === "" ? undefined : JSON.parse(text);
}

function checkQuery(operation: Operation, query: URLSearchParams): string[] {
	const known = (operation.parameters ?? []).map(
		(parameter) => deref(parameter) as Parameter,
	);
	const problems: string[] = [];
	for (const [name, text] of query) {
		const parameter = known.find(
			(candidate) => candidate.in === "query" && candidate.name === name,
		);
		if (parameter === undefined)
			problems.push(`unknown query parameter ${name}`);
		else problems.push(...checkQueryValue(parameter, text));
	}
	for (const parameter of known) {
		if (
			parameter.in === "query" &&
			parameter.required === true &&
			!query.has(parameter.name)
		) {
			problems.push(`missing query parameter ${parameter.name}`);
		}
	}
	return problems;
}

function checkQueryValue(parameter: Parameter, text: string): string[] {
	const values = [
		text,
		Number(text),
		text === "true" ? true : text === "false" ? false : text,
	];
	const fits = ajv.compile(parameter.schema);
	return values.some((value) => fits(value))
		? []
		: [`query parameter ${parameter.name}: ${text} does not fit`];
}

function checkBody(found: Found, body: unknown): string[] {
	const content = found.operation.requestBody?.content["application/json"];
	if (content === undefined) {
		const empty = body === undefined || JSON.stringify(body) === "{}";
		return empty
			? []
			: [`a body where none is expected: ${JSON.stringify(body)}`];
	}
	if (body === undefined)
		return found.operation.requestBody?.required === true
			? ["missing body"]
			: [];
	const problems = validate(
		[...found.pointer, "requestBody", "content", "application/json", "schema"],
		body,
	);
	return [...problems, ...unknownNames(content.schema, body)];
}

/** GitHub's schemas allow extra keys nearly everywhere, so that a misspelt name would pass a plain validation. */
function unknownNames(schema: Schema, body: unknown): string[] {
	if (body === null || typeof body !== "object" || Array.isArray(body))
		return [];
	const known = namesOf(schema);
	if (known.size === 0) return [];
	return Object.keys(body)
		.filter((name) => !known.has(name))
		.map((name) => `unknown property ${name}`);
}

function namesOf(schema: Schema): Set<string> {
	const target = deref(schema) as Schema;
	const branches = ["oneOf", "anyOf", "allOf"].flatMap(
		(key) => (target[key] as Schema[] | undefined) ?? [],
	);
	return new Set([
		...Object.keys((target.properties as object | undefined) ?? {}),
		...branches.flatMap((b) => [...namesOf(b)]),
	]);
}

function validate(pointer: readonly string[], value: unknown): string[] {
	const ref = `github#/${pointer.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/")}`;
	const check = compiled.get(ref) ?? ajv.compile({ $ref: ref });
	compiled.set(ref, check);
	if (check(value)) return [];
	return (check.errors ?? []).map(
		(error) =>
			`${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
	);
}

interface Found {
	readonly path: string;
	readonly operation: Operation;
	readonly pointer: readonly string[];
}

function operationFor(method: string, pathname: string): Found | undefined {
	const verb = method.toLowerCase();
	const fitting = templates.filter((template) =>
		template.pattern.test(pathname),
	);
	for (const { path } of fitting) {
		const operation = description.paths[path]?.[verb];
		if (operation !== undefined)
			return { path, operation, pointer: ["paths", path, verb] };
	}
	return undefined;
}

function patternOf(path: string): RegExp {
	// The root of `contents/{path}` is asked for without the last part.
	const source = path
		.replace("/{path}", "(?:/(.+))?")
		.replace(/\{([^}]+)\}/g, (_, name: string) => {
			return ["ref", "basehead", "branch"].includes(name) ? "(.+)" : "([^/]+)";
		});
	return new RegExp(`^${source}$`);
}

function deref(value: object): object {
	const ref = (value as { $ref?: string }).$ref;
	if (ref === undefined) return value;
	const [, section = "", name = ""] =
		/^#\/components\/([^/]+)\/(.+)$/.exec(ref) ?? [];
	return description.components[section]?.[name] as object;
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema lists the type `null`. */
function allowNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(allowNulls);
	if (value === null || typeof value !== "object") return value;
	const copy = Object.fromEntries(
		Object.entries(value).map(([key, child]) => [key, allowNulls(child)]),
	);
	if (copy.nullable !== true) return copy;
	delete copy.nullable;
	if (Array.isArray(copy.enum)) copy.enum = [...copy.enum, null];
	if (typeof copy.type === "string")
		return { ...copy, type: [copy.type, "null"] };
	return { anyOf: [copy, { type: "null" }] };
}
