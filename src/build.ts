import { readFileSync } from "node:fs";

const { version } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

/** What is running: the package's version. */
export const BUILD: string = version;
