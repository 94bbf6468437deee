import { createHash } from "node:crypto";
import type { GateConfig } from "../core/config.ts";
import type { GateCheck } from "../core/plan/plan.ts";

/**
 * What a gate has run and reports as, as one number: SHA-256 of the check's name, the timeout and the command, a line each. The
 * gate workflow makes the same of the file on the default branch.
 */
export function gateDigest(
	{ name }: GateCheck,
	{ timeout, command = "" }: Pick<GateConfig, "timeout" | "command">,
): string {
	return createHash("sha256")
		.update([name, timeout, command].join("\n"))
		.digest("hex");
}
