import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunCommand } from "./command-spec.ts";
import { printMisuse } from "./misuse.ts";
import { type AskedAsApp, printGitHubDoctor } from "./print-github-doctor.ts";
import { printUnavailable } from "./print-unavailable.ts";
import type { Terminal } from "./terminal.ts";

const NEEDED = ["APP_ID", "PRIVATE_KEY"];
const NAME = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/**
 * `baton doctor --repository`: looks at its place on GitHub. What speaks to GitHub is a program of its own, which a command
 * line without it need not load.
 */
export const doctorOnGitHub: RunCommand = async (
	{ values, json },
	terminal,
) => {
	const { repository = "" } = values;
	if (!NAME.test(repository))
		return printMisuse(
			terminal,
			{
				problem: `${JSON.stringify(repository)} names no repository`,
				hint: "Name it as in `--repository owner/name`.",
			},
			json,
		);
	const missing = NEEDED.filter((name) => !terminal.env?.[name]);
	if (missing.length > 0)
		return printMisuse(
			terminal,
			{
				problem: `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set`,
				hint: "GitHub is asked as the App: set both as the server has them, and GHE_HOST for a GitHub Enterprise Server.",
			},
			json,
		);
	const { out, err } = await run(repository, terminal.env ?? {});
	const asked = parse(out);
	if (asked !== undefined)
		return printGitHubDoctor(terminal, asked, { repository, json });
	const why = err.trim() === "" ? "" : `: ${err.trim()}`;
	return printUnavailable(
		terminal,
		new Error(`what asks GitHub does not run${why}`),
		json,
	);
};

async function run(
	repository: string,
	env: NonNullable<Terminal["env"]>,
): Promise<{ readonly out: string; readonly err: string }> {
	const program = fileURLToPath(
		new URL("../github-doctor-main.js", import.meta.url),
	);
	const child = spawn(process.execPath, [program, repository], {
		env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const said = { out: "", err: "" };
	child.stdout.setEncoding("utf8").on("data", (text) => {
		said.out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		said.err += text;
	});
	await once(child, "close");
	return said;
}

function parse(out: string): AskedAsApp | undefined {
	try {
		return JSON.parse(out) as AskedAsApp;
	} catch {
		return undefined;
	}
}
