/** A text cut to so many bytes of UTF-8, at a character's edge, and marked where it was cut. Line ends become `\n`. */
export function cutText(text: string, maxBytes: number): string {
	const plain = text.replace(/\r\n?/g, "\n").trim();
	const bytes = new TextEncoder().encode(plain);
	if (bytes.length <= maxBytes) return plain;
	const mark = "…";
	const kept = new TextDecoder()
		.decode(bytes.subarray(0, maxBytes - 3))
		.replace(/\uFFFD+$/, "");
	return `${kept}${mark}`;
}
