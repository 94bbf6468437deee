const BLOCKS = "▁▂▃▄▅▆▇█";
const SIGNS = "_.:-=+*#";

/** A character for each value, its height the value's share of the largest. The lowest one is 0 and nothing else. */
export function sparkline(
	values: readonly number[],
	{ ascii }: { readonly ascii: boolean },
): string {
	const levels = ascii ? SIGNS : BLOCKS;
	const max = Math.max(0, ...values);
	return values
		.map((value) =>
			levels.charAt(
				value <= 0
					? 0
					: Math.max(1, Math.round((value / max) * (levels.length - 1))),
			),
		)
		.join("");
}

/** A bar of so many cells, filled by a share from 0 to 1. More than nothing shows as something, and less than all not as all. */
export function bar(
	share: number,
	{ width, ascii }: { readonly width: number; readonly ascii: boolean },
): string {
	const exact = Math.min(1, Math.max(0, share)) * width;
	const cells =
		exact > 0 && exact < width
			? Math.min(Math.max(1, Math.round(exact)), Math.max(1, width - 1))
			: exact;
	const [full, rest] = ascii ? ["#", "-"] : ["█", "░"];
	return full.repeat(cells) + rest.repeat(width - cells);
}
