import { tmpdir } from "node:os";
import type { Client as McpClient } from "@modelcontextprotocol/client";
import { run } from "../../src/cli/run.ts";
import { VERB_COMMANDS } from "../../src/cli/verb-names.ts";
import type { Json, JsonObject } from "../../src/core/errors.ts";
import type { Tool } from "../../src/mcp/tool.ts";
import { TOOLS } from "../../src/mcp/tools/index.ts";
import { findVerb, VERBS } from "../../src/verbs/index.ts";
import type { AppOnForge } from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import type { Line } from "./every-verb.ts";

/** What a line came to at a door; `data` only where the door tells it. */
export interface Came {
	readonly code: string;
	readonly version?: unknown;
	readonly data?: unknown;
}

/** A door that lines are said at; undefined for what cannot be said there. */
export type Play = (line: Line) => Promise<Came | undefined>;

interface Told {
	readonly ok: boolean;
	readonly code?: string;
	readonly task?: string;
	readonly version?: number;
	readonly data?: JsonObject;
}

export function cameOf({ ok, code, version, data }: Told): Came {
	return { code: ok ? "ok" : (code ?? "none"), version, data };
}

/** By the HTTP API. */
export function overHttp({ served }: AppOnForge): Play {
	return async ({ who, verb, task, step, input = {} }) => {
		const url = `${served.url}/api/v1/boards/acme/demo/board/${verb}`;
		const response = await fetch(url, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				"x-baton-agent": who,
			},
			body: JSON.stringify({
				...input,
				...(verb === "wait" ? { timeout_sec: 0 } : {}),
				...(task === undefined ? {} : { task }),
				...(step === undefined ? {} : { step }),
			}),
		});
		return cameOf((await response.json()) as Told);
	};
}

/** Fields whose argument has not their own name, or another value. */
const TURNED: Readonly<Record<string, (value: Json) => JsonObject>> = {
	for: (value) => ({ leaseSeconds: Number.parseInt(String(value), 10) * 60 }),
	to: (value) => ({ toStatus: String(value).toUpperCase() }),
	status: (value) => ({
		status: Array.isArray(value)
			? value.map((one) => String(one).toUpperCase())
			: value,
	}),
};

/** The call of a tool that says a line; undefined where there is no tool for it, or none that takes its input. */
export function callOf({
	verb,
	task,
	step,
	input = {},
}: Line):
	| { readonly name: string; readonly arguments: JsonObject }
	| undefined {
	const tool = TOOLS.find((one) => one.verb === verb);
	if (tool === undefined) return undefined;
	const args: Record<string, Json> = { projectId: "acme/demo" };
	if (task !== undefined && tool.task !== undefined)
		args[tool.task.named] = step === undefined ? task : `${task}/${step}`;
	for (const [field, value] of Object.entries(input)) {
		const turned = argumentOf(tool, field, value as Json);
		if (turned === undefined) return undefined;
		Object.assign(args, turned);
	}
	if (verb === "wait") args.timeoutSec = 0;
	return { name: tool.name, arguments: args };
}

function argumentOf(
	tool: Tool,
	field: string,
	value: Json,
): JsonObject | undefined {
	const camel = field.replace(/_([a-z])/g, (_, letter: string) =>
		letter.toUpperCase(),
	);
	const named = Object.entries(tool.arguments).find(
		([name, { into }]) => (into ?? name) === field || (into ?? name) === camel,
	);
	if (named === undefined) return undefined;
	const [name, { turn }] = named;
	const own = TURNED[field]?.(value);
	return own !== undefined && Object.hasOwn(own, name)
		? own
		: turn === undefined
			? { [name]: value }
			: undefined;
}

/** By the tools of MCP, with an official client for each who speaks; what has no tool is said by `otherwise`, and not told. */
export function byTools(
	clientOf: (who: string) => Promise<McpClient>,
	otherwise: Play,
): Play {
	return async (line) => {
		const call = callOf(line);
		if (call === undefined) {
			await otherwise(line);
			return undefined;
		}
		const client = await clientOf(line.who);
		const { isError, structuredContent = {} } = await client.callTool(call);
		if (isError === true)
			return cameOf({ ok: false, ...(structuredContent as JsonObject) });
		const { version, ...data } = structuredContent as JsonObject;
		return {
			code: "ok",
			...(version === undefined ? {} : { version }),
			data,
		};
	};
}

/** By the command line against a server; what is no command there by itself is said by `otherwise`, and not told. */
export function byCommandLine({ served }: AppOnForge, otherwise: Play): Play {
	return async (line) => {
		const { who, verb, task, step, input = {} } = line;
		if (!VERB_COMMANDS.includes(verb)) {
			await otherwise(line);
			return undefined;
		}
		const printed: string[] = [];
		const print = (text: string) => void printed.push(text);
		const place = step === undefined ? task : `${task}/${step}`;
		const [payload = [], options] = spoken(verb, input);
		await run(
			[
				...[verb, ...(place === undefined ? [] : [place]), ...options],
				...(payload.length === 0 ? [] : ["--payload", "-"]),
				...["--repo", "acme/demo", "--json"],
				...(verb === "wait" ? ["--timeout-sec", "0"] : []),
			],
			{
				out: print,
				err: print,
				stdin: async () => payload.join(""),
				directory: tmpdir(),
				env: { BATON_URL: served.url, BATON_AGENT: who },
				nowMs: Date.now,
			},
		);
		return cameOf(JSON.parse(printed.join("\n")) as Told);
	};
}

/** The input as what goes below a command, and as options. */
function spoken(
	verb: string,
	input: JsonObject,
): readonly [payload: readonly string[] | undefined, options: string[]] {
	const below = findVerb(verb)?.payload;
	const { [below ?? ""]: payload, ...rest } = input;
	const options = Object.entries(rest).flatMap(([field, value]) => {
		const name = `--${field === "url" ? "link" : field.replaceAll("_", "-")}`;
		if (value === true) return [name];
		if (value === false) return [name.replace("--", "--no-")];
		return [name, Array.isArray(value) ? value.join(",") : String(value)];
	});
	return [
		payload === undefined ? undefined : [JSON.stringify(payload)],
		options,
	];
}

/** By comments. Their receipts tell whether they were refused; what a reply tells besides is told. */
export function byComments({ client }: AppOnForge, otherwise: Play): Play {
	return async (line) => {
		const { who, verb, task = "1", step, input = {} } = line;
		if (!SAYABLE.has(verb)) {
			await otherwise(line);
			return undefined;
		}
		const [payload, options] = spokenInComment(verb, input);
		const body = [
			[
				`/baton ${verb === "baton" ? "show" : verb}`,
				...(step === undefined ? [] : [`step=${step}`]),
				...options,
			].join(" "),
			...(payload === undefined ? [] : ["```json", payload, "```"]),
		].join("\n");
		const issue = Number(task);
		const before = (await client.replies(issue)).length;
		const receipt = await client.tell(who, issue, body);
		if (receipt === "rocket") return { code: "ok" };
		const refusal = await until("a reply", async () =>
			(await client.replies(issue)).slice(before).at(-1),
		);
		return { code: /"code": "([A-Z_]+)"/.exec(refusal)?.[1] ?? "none" };
	};
}

/** Everything that comments say as agents do; an issue becomes a task by its label. */
const SAYABLE: ReadonlySet<string> = new Set(
	VERBS.filter(
		({ name, doors }) => doors.includes("comment") && name !== "enroll",
	).map(({ name }) => name),
);

function spokenInComment(
	verb: string,
	input: JsonObject,
): readonly [payload: string | undefined, options: readonly string[]] {
	const below = findVerb(verb)?.payload;
	const { [below ?? ""]: payload, ...rest } = input;
	const options = Object.entries(rest).map(([field, value]) => {
		const text = Array.isArray(value) ? value.join(",") : String(value);
		return `${field}=${JSON.stringify(text)}`;
	});
	return [payload === undefined ? undefined : JSON.stringify(payload), options];
}

/** What is the same at every door, whenever it is said. */
export function likeness(value: unknown): unknown {
	if (typeof value === "string")
		return value
			.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
			.replace(/\b\d\d:\d\dZ/g, "<clock>")
			.replace(/\b[0-9a-f]{40}\b/g, "<oid>")
			.replace(/\b[0-9a-f]{7,12}\b(?=[^0-9a-f]|$)/g, "<short>")
			.replace(/elapsed: \d+\w+/gi, "elapsed")
			.replace(/\b[ckt][0-9a-f]{16}\b|\bc\d+:\d+\b|\bt\d+\b/g, "<op>")
			.toLowerCase();
	if (Array.isArray(value)) return value.map(likeness);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !PASSING.test(name))
			.map(([name, one]) => [name.toLowerCase(), likeness(one)] as const)
			.sort(([a], [b]) => String(a).localeCompare(String(b))),
	);
}

/** Fields that tell how long something took, or that a door adds of its own. */
const PASSING =
	/(_ms|_s|_seconds|Seconds|Ms)$|^(repeated|slowest|leaseId|commit|opId|taskId|lease_id|took|elapsed|duration|last_seen|waiting|id)$/;

/** Where two values differ, as paths with both sides. */
export function differences(a: unknown, b: unknown, path = ""): string[] {
	if (JSON.stringify(a) === JSON.stringify(b)) return [];
	const isDeep = [a, b].every((one) => typeof one === "object" && one !== null);
	if (!isDeep) return [`${path}: ${JSON.stringify(a)} | ${JSON.stringify(b)}`];
	const [left, right] = [a, b] as Readonly<Record<string, unknown>>[];
	const names = new Set([
		...Object.keys(left ?? {}),
		...Object.keys(right ?? {}),
	]);
	return [...names].flatMap((name) =>
		differences(left?.[name], right?.[name], `${path}/${name}`),
	);
}
