import { randomBytes } from "node:crypto";

const ALPHABET =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits that nobody can guess. */
export function randomText(length: number, alphabet = ALPHABET): string {
	// What lies above the largest multiple would favour the first letters.
	const below = 256 - (256 % alphabet.length);
	let text = "";
	while (text.length < length) {
		for (const byte of randomBytes(length)) {
			if (byte < below && text.length < length)
				text += alphabet[byte % alphabet.length];
		}
	}
	return text;
}
