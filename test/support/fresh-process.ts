import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Compiles one source file with what it imports and runs `script`, the body of an ES module that gets the file's exports as
 * `subject` and `input`, in a process that has done nothing before. Returns its standard output; throws when it fails or dies.
 */
export function runInFreshProcess(
	source: string,
	{ script, input }: { script: string; input: unknown },
): string {
	const directory = mkdtempSync(join(tmpdir(), "baton-fresh-"));
	try {
		execFileSync(process.execPath, [
			"node_modules/typescript/bin/tsc",
			"--ignoreConfig",
			"--module",
			"nodenext",
			"--target",
			"es2023",
			"--types",
			"node",
			"--skipLibCheck",
			"--allowImportingTsExtensions",
			"--rewriteRelativeImportExtensions",
			"--rootDir",
			"src",
			"--outDir",
			directory,
			source,
		]);
		const compiled = source.replace(/^src/, ".").replace(/\.ts$/, ".js");
		writeFileSync(join(directory, "package.json"), '{"type":"module"}');
		symlinkSync(resolve("node_modules"), join(directory, "node_modules"));
		writeFileSync(join(directory, "input.json"), JSON.stringify(input));
		writeFileSync(
			join(directory, "script.js"),
			`import * as subject from "${compiled}";\nimport { readFileSync } from "node:fs";\n` +
				`const input = JSON.parse(readFileSync("input.json", "utf8"));\n${script}\n`,
		);
		return execFileSync(process.execPath, ["script.js"], {
			cwd: directory,
			encoding: "utf8",
			stdio: "pipe",
		});
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}
