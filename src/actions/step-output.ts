/** Outputs of a step as its output file takes them; `delimiter` must be one that nobody can have foreseen. */
export function stepOutput(
	values: Readonly<Record<string, string>>,
	delimiter: string,
): string {
	return Object.entries(values)
		.map(([name, value]) => {
			if (value.includes(delimiter))
				throw new Error(`the output ${name} holds its own delimiter`);
			return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
		})
		.join("");
}
