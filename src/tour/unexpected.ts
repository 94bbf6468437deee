/** Something went otherwise than the tour has to show. `came` is what was seen in place of what was expected. */
export class Unexpected extends Error {
	readonly code = "UNEXPECTED";
	readonly expected: string;
	readonly came: string;

	constructor(expected: string, came: string, options?: ErrorOptions) {
		super(`expected ${expected}, came ${came}`, options);
		this.expected = expected;
		this.came = came;
	}
}

/** A value as one short line, to be shown as what came. */
export function shown(value: unknown): string {
	const text =
		typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
	return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
