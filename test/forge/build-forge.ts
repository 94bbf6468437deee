import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Compiles the forge, so that a plain node can run it in a process of its own, and answers the address of its start. The
 * output lies below node_modules, where its imports find the packages.
 */
export async function buildForge(): Promise<string> {
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
	await promisify(execFile)(process.execPath, [
		`${ROOT}node_modules/typescript/bin/tsc`,
		"-p",
		`${out}/tsconfig.json`,
	]);
	return new URL(`file://${out}/forge/start-forge.js`).href;
}
