import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a process came to. */
export interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** A fresh repository of somebody's, and the built command line run in it. */
export interface Checkout {
	readonly directory: string;
	write(path: string, text: string): Promise<void>;
	git(...words: readonly string[]): Promise<string>;
	/** Runs `baton` with these words, as a shell would. */
	baton(...words: readonly string[]): Promise<Ran>;
	/** The same, killed after so many milliseconds unless it has ended. */
	killed(afterMs: number, ...words: readonly string[]): Promise<Ran>;
	/** Runs a line as it was printed: quotes are the shell's. */
	shell(line: string): Promise<Ran>;
	remove(): Promise<void>;
}

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Makes a repository with these files committed. `isBorn: false` leaves it without a commit. */
export async function makeCheckout(
	files: Readonly<Record<string, string>>,
	{
		env = {},
		isBorn = true,
		cli = CLI,
	}: {
		readonly env?: Readonly<Record<string, string>>;
		readonly isBorn?: boolean;
		/** The command line's own file; that of the last build unless given. */
		readonly cli?: string;
	} = {},
): Promise<Checkout> {
	const directory = await mkdtemp(join(tmpdir(), "baton-checkout-"));
	const own = {
		...process.env,
		GIT_CONFIG_GLOBAL: "/dev/null",
		GIT_CONFIG_SYSTEM: "/dev/null",
		BATON_TASK_ID: "",
		NO_COLOR: "1",
		...env,
	};
	const run = (command: string, words: readonly string[], timeout = 0) =>
		new Promise<Ran>((resolve) => {
			execFile(
				command,
				[...words],
				{
					...{ cwd: directory, env: own, maxBuffer: 16 * 1_024 * 1_024 },
					...{ timeout, killSignal: "SIGKILL" },
				},
				(error, out, err) =>
					resolve({
						code: error === null ? 0 : Number(error.code ?? 1),
						out,
						err,
					}),
			);
		});
	const checkout: Checkout = {
		directory,
		async write(path, text) {
			const target = join(directory, path);
			await mkdir(dirname(target), { recursive: true });
			await writeFile(target, text);
		},
		async git(...words) {
			const { code, out, err } = await run("git", words);
			if (code !== 0) throw new Error(`git ${words.join(" ")}: ${err}`);
			return out.trim();
		},
		baton: (...words) => run(process.execPath, [cli, ...words]),
		killed: (afterMs, ...words) =>
			run(process.execPath, [cli, ...words], Math.max(1, Math.round(afterMs))),
		shell: (line) =>
			run("bash", [
				"-c",
				`baton() { "${process.execPath}" "${cli}" "$@"; }; ${line}`,
			]),
		remove: () => rm(directory, { recursive: true, force: true }),
	};
	await checkout.git("init", "--quiet", "--initial-branch=main");
	await checkout.git("config", "user.name", "Ada Example");
	await checkout.git("config", "user.email", "ada@example.com");
	for (const [path, text] of Object.entries(files))
		await checkout.write(path, text);
	if (isBorn) {
		await checkout.git("add", "--all");
		await checkout.git("commit", "--quiet", "--allow-empty", "-m", "first");
	}
	return checkout;
}
