import { type Refusal, refuse } from "../core/errors.ts";

/** What failures are told with. */
export interface FailureOptions {
	/** Told of every defect, with the id that the caller was given for it. */
	readonly onDefect: (error: unknown, correlationId: string) => void;
	/** A new correlation id. */
	readonly newId: () => string;
}

/** When to come again to a store, or a GitHub, that does not answer and does not say when. */
const AGAIN_AFTER_S = 5;

/** True for what is thrown while the board's store, or GitHub, cannot be reached: the same may work later. */
export function isUnreachable(error: unknown): boolean {
	const { code, status } = error as {
		readonly code?: unknown;
		readonly status?: unknown;
	};
	// GitHub's client throws with the status that it was answered, and 500 when there was none.
	return code === "STORE_UNAVAILABLE" || typeof status === "number";
}

/**
 * What was thrown at a door of agents, as a refusal: the board cannot be reached, or there is a defect here, told with an id
 * that the log has too. `key` is what the door calls the key that makes it safe to say the same again.
 */
export function failureRefusal(
	error: unknown,
	{ onDefect, newId, key }: FailureOptions & { readonly key: string },
): Refusal {
	if (isUnreachable(error)) {
		const { retryAfterMs } = error as { readonly retryAfterMs?: number };
		const afterMs = retryAfterMs ?? AGAIN_AFTER_S * 1_000;
		return refuse(
			"INTERNAL",
			"The board cannot be reached just now.",
			`Say the same again with the same ${key}: it takes effect once.`,
			{ retryAfterSeconds: Math.max(1, Math.ceil(afterMs / 1_000)) },
		);
	}
	const correlationId = newId();
	onDefect(error, correlationId);
	return refuse(
		"INTERNAL",
		`A defect here: ${correlationId} names it in the log.`,
		`Look at the board before you say it again, with the same ${key}.`,
		{ correlationId },
	);
}
