import type { Json } from "../core/errors.ts";

/** The most that one call may carry, as compact JSON in UTF-8, and how it may be built. */
const MAX_BYTES = 64 * 1_024;
const MAX_DEPTH = 32;
const MAX_KEYS = 2_000;
const MAX_KEYS_PER_OBJECT = 1_000;
const MAX_VALUES = 10_000;

/** Keys that plain objects give a meaning of their own. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
	"__proto__",
	"constructor",
	"prototype",
]);

const TEXT_FLAWS: readonly (readonly [RegExp, string])[] = [
	[/(?![\t\n\r])\p{Cc}/u, "it holds a control character"],
	[/\p{Surrogate}/u, "it holds half of a character (a lone surrogate)"],
];

/**
 * Why parsed JSON is not taken in, as the end of the sentence "it is refused because …"; undefined when nothing is wrong with it.
 * Looks without recursion, and at no more than the limits allow.
 */
export function jsonFlaw(value: Json): string | undefined {
	const seen = { keys: 0, values: 1 };
	let level: readonly Json[] = [value];
	for (let depth = 1; level.length > 0; depth++) {
		if (depth > MAX_DEPTH + 1)
			return `it is nested deeper than ${MAX_DEPTH} levels`;
		const next: Json[] = [];
		for (const one of level) {
			const flaw = textFlaw(one) ?? keysFlaw(one, seen);
			if (flaw !== undefined) return flaw;
			const children = childrenOf(one);
			seen.values += children.length;
			if (seen.values > MAX_VALUES)
				return `it has more than ${MAX_VALUES} values`;
			next.push(...children);
		}
		level = next;
	}
	return Buffer.byteLength(JSON.stringify(value)) > MAX_BYTES
		? `it is larger than ${MAX_BYTES / 1_024} kB`
		: undefined;
}

function childrenOf(value: Json): readonly Json[] {
	if (Array.isArray(value)) return value;
	return typeof value === "object" && value !== null
		? (Object.values(value) as readonly Json[])
		: [];
}

/** Counts an object's keys to those that were `seen`. */
function keysFlaw(value: Json, seen: { keys: number }): string | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return undefined;
	const keys = Object.keys(value);
	seen.keys += keys.length;
	if (keys.length > MAX_KEYS_PER_OBJECT)
		return `an object in it has more than ${MAX_KEYS_PER_OBJECT} keys`;
	if (seen.keys > MAX_KEYS) return `it has more than ${MAX_KEYS} keys`;
	for (const key of keys) {
		if (FORBIDDEN_KEYS.has(key)) return `the key \`${key}\` is not allowed`;
		const flaw = textFlaw(key);
		if (flaw !== undefined) return flaw;
	}
	return undefined;
}

function textFlaw(value: Json): string | undefined {
	if (typeof value !== "string") return undefined;
	return TEXT_FLAWS.find(([pattern]) => pattern.test(value))?.[1];
}
