import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";

import { printTable } from "./table.mjs";

const FILE = new URL("./results.md", import.meta.url);

/** The packages whose versions bear on what is measured. */
const PACKAGES = ["probot", "isomorphic-git", "yaml", "zod"];

/**
 * Writes `bench/results.md`: the table, and what it was measured on and with. Names no host, user or directory.
 *
 * @param {readonly import("./table.mjs").Row[]} rows
 * @param {{ isQuick: boolean, names: readonly string[], loads: string }} run
 */
export function writeResults(rows, { isQuick, names, loads }) {
	const packageJson = JSON.parse(
		readFileSync(new URL("../package.json", import.meta.url), "utf8"),
	);
	const versions = PACKAGES.map(
		(name) => `${name} ${packageJson.dependencies[name]}`,
	);
	const command = ["npm run bench --", ...names, isQuick ? "--quick" : ""];
	const gitVersion = execFileSync("git", ["--version"], { encoding: "utf8" });
	const text = `# What the benchmarks measured

Repeat with \`${[...command, "--write"].filter(Boolean).join(" ")}\`. Every row is measured beside its floor in the same run, floor and
ours in turns; figures are medians. Ratios carry over to other machines, absolute numbers do not. Client, server and git share the
same cores. \`aim\`, \`must\` and \`MISSED\` say which bound was reached.

${printTable(rows)}

## Measured on

- ${new Date().toISOString().slice(0, 10)}, baton ${packageJson.version}${isQuick ? ", with the small sizes of `--quick`" : ""}
- ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory
- ${platformName()} ${release()}, node ${process.version}, ${gitVersion.trim()}
- ${versions.join(", ")}
- load average over a minute: ${loads}
`;
	writeFileSync(FILE, text);
}

function platformName() {
	return process.platform === "linux" ? "Linux" : process.platform;
}
