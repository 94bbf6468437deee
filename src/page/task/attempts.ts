import type { TraceEvent } from "../../core/plan/trace.ts";

/** The answer of `trace`. */
export interface TraceTold {
	readonly trace: {
		readonly started_at?: string;
		readonly events: readonly TraceEvent[];
	};
}

const ENDS: ReadonlySet<string> = new Set([
	"complete",
	"failed",
	"expired",
	"skipped",
]);

/** The goes at a step that have ended, oldest first. */
export function attemptsAt(
	trace: TraceTold | undefined,
	step: string,
): readonly TraceEvent[] {
	return (
		trace?.trace.events.filter(
			(event) => event.step === step && ENDS.has(event.kind),
		) ?? []
	);
}
