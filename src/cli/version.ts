import { readFileSync } from "node:fs";

/** The version of Baton that this command line belongs to. */
export function ownVersion(): string {
	const path = new URL("../../package.json", import.meta.url);
	return String(
		(JSON.parse(readFileSync(path, "utf8")) as { version: unknown }).version,
	);
}
