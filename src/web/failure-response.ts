import {
	type FailureOptions,
	failureRefusal,
	isUnreachable,
} from "../engine/failure-refusal.ts";
import { refusalResponse } from "./refusal-response.ts";

/** What was thrown, as an answer: 503 when the board's store or GitHub cannot be reached, else 500 with an id that the log has too. */
export function failureResponse(
	error: unknown,
	options: FailureOptions,
): Response {
	const refusal = failureRefusal(error, { ...options, key: "Idempotency-Key" });
	return refusalResponse(refusal, isUnreachable(error) ? { status: 503 } : {});
}
