/** `47s`, `4m 47s`, `3h 5m`, `2d 4h`: the two largest units. */
export function durationText(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	if (seconds < 60) return `${seconds}s`;
	if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 1_440) return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
	const hours = Math.floor(minutes / 60);
	return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const UNITS = [
	[1e12, "T"],
	[1e9, "G"],
	[1e6, "M"],
	[1e3, "k"],
] as const;

/** `950`, `1.2k`, `45k`, `3.4M`: never more than was measured. */
export function amountText(count: number): string {
	for (const [unit, sign] of UNITS) {
		if (count < unit) continue;
		const value = count / unit;
		return value < 10
			? `${Math.floor(value * 10) / 10}${sign}`
			: `${Math.floor(value)}${sign}`;
	}
	return String(count);
}

/** `67%`; 0 and 100 only when it is none, or all. */
export function shareText(part: number, whole: number): string {
	if (whole === 0) return "-";
	const percent = Math.round((part / whole) * 100);
	if (part > 0 && percent === 0) return "1%";
	return part < whole && percent === 100 ? "99%" : `${percent}%`;
}

/** `$0.40`; less than a cent as `<$0.01`. */
export function costText(usd: number): string {
	return usd > 0 && usd < 0.01 ? "<$0.01" : `$${usd.toFixed(2)}`;
}

/** `1 run`, `2 runs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
