import { createPrivateKey, hkdfSync } from "node:crypto";

const KEY_BYTES = 32;

/**
 * A key for one purpose, derived from the App's private key (PEM): the same however that is written down, and telling nothing
 * of it or of the key for any other purpose.
 */
export function derivedKey(privateKey: string, purpose: string): Uint8Array {
	const secret = createPrivateKey(privateKey).export({
		type: "pkcs8",
		format: "der",
	});
	return new Uint8Array(hkdfSync("sha256", secret, "", purpose, KEY_BYTES));
}
