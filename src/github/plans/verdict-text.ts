import { causeOf } from "../../core/plan/failure.ts";
import type { GateResult } from "../../core/plan/plan.ts";
import { code, text } from "../markdown.ts";

/** How much of a reason is repeated, in characters. */
const REASON_SHOWN = 200;

/** A verdict on a gate in a few words: what it was, and whether it was proven, said or overridden. */
export function verdictText(verdict: GateResult): string {
	const { gate, result, proven, sha, actor } = verdict;
	const at = sha === undefined ? "" : ` at ${code(sha.slice(0, 12))}`;
	const who = text(actor.login);
	switch (result) {
		case "override":
			return `🟠 ${text(gate)} overridden by ${who}: ${reasonOf(verdict)}`;
		case "pass":
			return proven
				? `🟢 ${text(gate)} passed, proven${at}`
				: `🟡 ${text(gate)} passed, said by ${who}, not proven`;
		case "fail":
			return `🔴 ${text(gate)} failed${at}: ${text(causeOf(verdict).slice(0, REASON_SHOWN))}`;
	}
}

function reasonOf({ reason = "" }: GateResult): string {
	return text(reason.slice(0, REASON_SHOWN));
}
