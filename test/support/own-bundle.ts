import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The command line bundled from the sources as they are now, apart from the tree that others build in. */
export async function ownBundle(): Promise<{
	readonly cli: string;
	remove(): Promise<void>;
}> {
	const home = await mkdtemp(join(tmpdir(), "baton-bundle-"));
	const remove = () => rm(home, { recursive: true, force: true });
	await cp(join(ROOT, "package.json"), join(home, "package.json"));
	const out = join(home, "dist", "cli");
	const words = ["scripts/bundle-cli.mjs", out];
	try {
		await promisify(execFile)(process.execPath, words, { cwd: ROOT });
	} catch (error) {
		await remove();
		throw error;
	}
	return { cli: join(out, "main.js"), remove };
}
