/** The smallest of the values that a share of them (0.5, 0.9) does not exceed: always one that was measured. Undefined for none. */
export function percentileOf(
	values: readonly number[],
	share: number,
): number | undefined {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
