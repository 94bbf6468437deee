/** What a variable is called that holds something nobody else may read. */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIAL/i;
/** Shorter values stand in harmless texts as well. */
const MIN_CHARACTERS = 8;

/** The values in an environment that are secret by their names, the longest first: one may be the beginning of another. */
export function secretValues(
	env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
	const values = new Set<string>();
	for (const [name, value = ""] of Object.entries(env)) {
		const text = value.trim();
		if (SECRET_NAME.test(name) && text.length >= MIN_CHARACTERS)
			values.add(text);
	}
	return [...values].sort((a, b) => b.length - a.length);
}

/** A text with none of these values in it. */
export function withoutValues(text: string, values: readonly string[]): string {
	return values.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
}

const HIDDEN = "[redacted]";
