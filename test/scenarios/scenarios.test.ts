import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { playScenario } from "../support/scenario.ts";

const directory = new URL("./", import.meta.url);

/** `UPDATE_SCENARIOS=1` writes what came out into the files: read the difference before believing it. */
const updates = process.env.UPDATE_SCENARIOS === "1";

for (const file of readdirSync(directory).filter((name) =>
	name.endsWith(".txt"),
)) {
	test(`the conversation in ${file} goes as written`, async () => {
		const url = new URL(file, directory);
		const written = readFileSync(url, "utf8");
		const played = await playScenario(written);
		if (updates) writeFileSync(url, played);
		else expect(played).toBe(written);
	});
}
