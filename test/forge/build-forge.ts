import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Compiles the forge, so that a plain node can run it in a process of its own. The output lies below node_modules, where its
 * imports find the packages. Answers the address of its start, and what takes it away again.
 */
export async function buildForge(): Promise<{ url: string; remove(): void }> {
	const out = `${ROOT}node_modules/.cache/forge-${process.pid}`;
	mkdirSync(out, { recursive: true });
	const compilerOptions = {
		outDir: out,
		rootDir: `${ROOT}src`,
		declaration: false,
		sourceMap: false,
	};
	const config = {
		extends: `${ROOT}tsconfig.build.json`,
		compilerOptions,
		include: [`${ROOT}src/forge`],
	};
	writeFileSync(`${out}/tsconfig.json`, JSON.stringify(config));
	writeFileSync(`${out}/package.json`, '{"type":"module"}');
	const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
	await promisify(execFile)(process.execPath, [
		tsc,
		"-p",
		`${out}/tsconfig.json`,
	]);
	return {
		url: pathToFileURL(`${out}/forge/start-forge.js`).href,
		remove: () => rmSync(out, { recursive: true, force: true }),
	};
}
