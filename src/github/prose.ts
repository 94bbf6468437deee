import { code, text } from "./markdown.ts";

/**
 * A sentence of ours with words of others in it: short spans that can only be commands stay code, everything else is made
 * inert. The spaces between the two stay.
 */
export function prose(sentence: string): string {
	return sentence
		.split(/(`[a-zA-Z0-9 /=.,:"'#@;_<>…-]{1,200}`)/)
		.map((part, index) =>
			index % 2 === 1 ? code(part.slice(1, -1)) : spaced(part),
		)
		.join("")
		.trim();
}

function spaced(part: string): string {
	const inert = text(part);
	if (inert === "") return part === "" ? "" : " ";
	return `${/^\s/.test(part) ? " " : ""}${inert}${/\s$/.test(part) ? " " : ""}`;
}
