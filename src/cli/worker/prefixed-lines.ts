import { StringDecoder } from "node:string_decoder";

/** A line that does not end is printed in pieces of this many characters. */
const MAX_LINE = 16_384;

/** Makes whole lines of what a stream brings, each with a prefix. */
export interface PrefixedLines {
	take(bytes: Buffer): void;
	/** Prints what has no line end yet. */
	end(): void;
}

export function prefixedLines(
	prefix: string,
	print: (line: string) => void,
): PrefixedLines {
	const decoder = new StringDecoder("utf8");
	let rest = "";
	const printAll = (lines: readonly string[]) => {
		for (const line of lines)
			print(`${prefix}${line.endsWith("\r") ? line.slice(0, -1) : line}`);
	};
	return {
		take(bytes) {
			const lines = `${rest}${decoder.write(bytes)}`.split("\n");
			rest = lines.pop() ?? "";
			printAll(lines);
			while (rest.length > MAX_LINE) {
				printAll([rest.slice(0, MAX_LINE)]);
				rest = rest.slice(MAX_LINE);
			}
		},
		end() {
			const last = `${rest}${decoder.end()}`;
			rest = "";
			if (last !== "") printAll([last]);
		},
	};
}
