import type { Refusal } from "../core/errors.ts";
import { commandKey } from "../engine/command-key.ts";

/** The header that makes a command the same command when it is said again. */
export const KEY_HEADER = "idempotency-key";

/** The caller's key, if there is one. */
export function idempotencyKey(
	headers: Headers,
): { readonly key?: string } | Refusal {
	const key = headers.get(KEY_HEADER);
	return key === null ? {} : commandKey(key, "Idempotency-Key");
}
