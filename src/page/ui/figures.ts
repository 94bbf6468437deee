const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", {
	notation: "compact",
	maximumSignificantDigits: 3,
});
const cents = new Intl.NumberFormat("en", {
	...{ style: "currency", currency: "USD" },
	minimumFractionDigits: 2,
	maximumFractionDigits: 4,
});

/** Stands for what is not known. */
export const UNKNOWN = "–";

/** A count as people write it; what is large is rounded. */
export function counted(count: number | null | undefined): string {
	if (count === null || count === undefined) return UNKNOWN;
	return Math.abs(count) < 100_000
		? whole.format(count)
		: compact.format(count);
}

/** A share of 1 in percent. */
export function inPercent(share: number | null | undefined): string {
	return share === null || share === undefined
		? UNKNOWN
		: `${Math.round(share * 100)} %`;
}

/** An amount in US dollars. */
export function inDollars(amount: number | null | undefined): string {
	return amount === null || amount === undefined
		? UNKNOWN
		: cents.format(amount);
}
