const NAMES = ["task", "agent", "kinds", "since", "until"] as const;

/** What of `feed` narrows it, as far as it was said. */
export function feedFilter(
	values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
	return Object.fromEntries(
		NAMES.flatMap((name) => {
			const value = values[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

/** The same as the verb takes it: kinds are a list. */
export function filterInput({
	kinds,
	...filter
}: Readonly<Record<string, string>>): Readonly<
	Record<string, string | readonly string[]>
> {
	return kinds === undefined ? filter : { ...filter, kinds: kinds.split(",") };
}
