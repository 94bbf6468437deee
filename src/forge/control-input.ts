import type { Control } from "./controls.ts";
import { FAILURES } from "./rest-faults.ts";

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value !== "";
const isCount: Check = (value) =>
	Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000_000;
const maybe =
	(check: Check): Check =>
	(value) =>
		value === undefined || check(value);
const oneOf =
	(words: readonly string[]): Check =>
	(value) =>
		words.includes(`${value}`);

/** For each kind of order its fields and what they must be. */
const FIELDS: Readonly<
	Record<Control["kind"], Readonly<Record<string, Check>>>
> = {
	"lose-deliveries": {
		as: oneOf(["failed", "unseen"]),
		event: maybe(isText),
		app: maybe(isText),
		count: maybe(isCount),
	},
	deliver: {},
	"fail-requests": {
		failure: oneOf(FAILURES),
		method: maybe(isText),
		path: maybe(isText),
		login: maybe(isText),
		afterSeconds: maybe(isCount),
		count: maybe(isCount),
	},
	answer: {},
	"tell-of-run": {
		repository: isText,
		sha: isText,
		sender: isText,
		conclusion: isText,
		name: maybe(isText),
		path: maybe(isText),
		branch: maybe(isText),
		attempt: maybe(isCount),
	},
};

/** The order in a text of JSON, or what is wrong with it in one sentence. */
export function readControl(text: string): Control | string {
	const found = parse(text);
	const kind = `${found?.kind}`;
	if (found === undefined || !Object.hasOwn(FIELDS, kind))
		return `kind must be one of ${Object.keys(FIELDS).join(", ")}`;
	const checks = FIELDS[kind as Control["kind"]];
	const names = new Set([...Object.keys(found), ...Object.keys(checks)]);
	names.delete("kind");
	const wrong = [...names].find((name) => checks[name]?.(found[name]) !== true);
	if (wrong !== undefined) return `${kind}: ${wrong} does not fit`;
	return found as unknown as Control;
}

function parse(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const isObject = typeof value === "object" && value !== null;
		return isObject ? (value as Fields) : undefined;
	} catch {
		return undefined;
	}
}
