/** How a file lies on disk beside itself, smallest first. */
export const ENCODINGS = [
	{ name: "br", suffix: ".br" },
	{ name: "gzip", suffix: ".gz" },
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** The encodings that an `Accept-Encoding` header takes, smallest first. A weight of 0 is a refusal; other weights are not weighed. */
export function encodingsTaken(
	header: string | undefined,
): readonly Encoding[] {
	const said = new Map(
		(header ?? "").split(",").map((part) => {
			const [name = "", ...parameters] = part.split(";");
			const isRefused = parameters.some((one) =>
				/^\s*q=0(\.0{0,3})?\s*$/i.test(one),
			);
			return [name.trim().toLowerCase(), !isRefused] as const;
		}),
	);
	return ENCODINGS.filter(({ name }) => said.get(name) ?? said.get("*"));
}
