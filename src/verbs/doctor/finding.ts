import type { JsonObject } from "../../core/errors.ts";
import type { FindingCode } from "./finding-codes.ts";

/** How bad it is: with an error Baton does not do its work, with a warning part of it is late or missing. */
export type Severity = "error" | "warning" | "advice";

/**
 * One thing that is wrong. `code` is stable, and the name of the section of docs/operating.md that says more. `what` is a
 * sentence or two, `fix` says what to do, and `link` is the page on GitHub where it is done, if that is known.
 */
export interface Finding {
	readonly code: string;
	readonly severity: Severity;
	readonly what: string;
	readonly fix: string;
	readonly link?: string | undefined;
}

/** Where every finding is explained, from the project's root. */
const PAGE = "docs/operating.md";
const ORDER: readonly Severity[] = ["error", "warning", "advice"];
/** More than this nobody reads; the worst come first. */
const MAX_FINDINGS = 30;
const MAX_UNITS = 600;

/** Makes one kind of finding. */
export function finding(
	severity: Severity,
	code: FindingCode,
	words: Pick<Finding, "what" | "fix" | "link">,
): Finding {
	return bounded({ code, severity, ...words });
}

/** A finding in whole sentences that are not too long for an answer, whatever words of others are in them. */
export function bounded({ what, fix, link, ...kind }: Finding): Finding {
	const at = link === undefined ? {} : { link };
	return { ...kind, what: sentence(what), fix: sentence(fix), ...at };
}

/** The worst first, otherwise as they came; at most 30, and how many are left out. */
export function ranked(findings: readonly Finding[]): {
	readonly shown: readonly Finding[];
	readonly more: number;
} {
	const sorted = ORDER.flatMap((severity) =>
		findings.filter((one) => one.severity === severity),
	);
	return {
		shown: sorted.slice(0, MAX_FINDINGS),
		more: Math.max(0, sorted.length - MAX_FINDINGS),
	};
}

/** Where a finding is explained. */
export function pageOf({ code }: Pick<Finding, "code">): string {
	return `${PAGE}#${code}`;
}

/** A finding as it stands in an answer. */
export function findingData(one: Finding): JsonObject {
	const { code, severity, what, fix, link } = one;
	const at = link === undefined ? {} : { link };
	return { code, severity, what, fix, ...at, docs: pageOf(one) };
}

/** True when nothing keeps Baton from its work. */
export function isHealthy(findings: readonly Finding[]): boolean {
	return findings.every(({ severity }) => severity !== "error");
}

/** Words of others may hold what a terminal obeys, or what turns the text around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

function sentence(raw: string): string {
	const words = raw.replace(/\s+/g, " ").replace(UNSEEN, "");
	const said =
		words.length <= MAX_UNITS ? words : `${words.slice(0, MAX_UNITS)}…`;
	const end = /[.!?…]$/.test(said) ? "" : ".";
	return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}${end}`;
}
