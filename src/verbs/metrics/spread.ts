import type { JsonObject } from "../../core/errors.ts";
import { percentileOf } from "../../core/percentile.ts";

/** Half, three and nine of four and ten, and nineteen of twenty took at most so long; null where nothing was measured. */
export function spread(valuesMs: readonly number[]): JsonObject {
	const at = (share: number) => percentileOf(valuesMs, share) ?? null;
	return {
		p50: at(0.5),
		p75: at(0.75),
		p90: at(0.9),
		p95: at(0.95),
		count: valuesMs.length,
	};
}
