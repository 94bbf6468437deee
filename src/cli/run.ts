import type { CommandSpec, GroupSpec } from "./command-spec.ts";
import { LEADING } from "./every-option.ts";
import { findCommand, shownCommands } from "./find-command.ts";
import { type Misuse, printMisuse } from "./misuse.ts";
import { parseSaid } from "./parse-said.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** Runs one command line and answers its exit code. Never throws for what a user can cause. */
export async function run(
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	const [name, rest] = firstWord(argv);
	if (name === undefined) return runBare(argv, terminal);
	if (name === "help") return run([...rest, "--help"], terminal);
	const entry = findCommand(name);
	if (entry === undefined) {
		const { unknownCommand } = await import("./unknown-command.ts");
		return misused(argv, terminal, await unknownCommand(name));
	}
	const found = await entry.load();
	return "commands" in found
		? runInGroup(name, found, rest, terminal)
		: runCommand(name, found, rest, terminal);
}

/** The command's name, and everything else in its order: options may stand before the name too. */
function firstWord(
	argv: readonly string[],
): readonly [string | undefined, readonly string[]] {
	for (let at = 0; at < argv.length; at++) {
		const word = argv[at] as string;
		if (!word.startsWith("-"))
			return [word, [...argv.slice(0, at), ...argv.slice(at + 1)]];
		if (LEADING.includes(word.slice(2))) at++;
	}
	return [undefined, argv];
}

async function runBare(
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	if (argv.includes("--version") || argv.includes("-v")) {
		const { ownVersion } = await import("./version.ts");
		terminal.out(ownVersion());
		return EXIT.ok;
	}
	const odd = argv.find((word) => !["--help", "-h", "--json"].includes(word));
	if (odd !== undefined)
		return misused(argv, terminal, {
			problem: `there is no command before ${odd}`,
			hint: "`baton --help` lists the commands.",
		});
	const { helpOfAll } = await import("./print-help.ts");
	terminal.out(helpOfAll(shownCommands()));
	return argv.length === 0 ? EXIT.usage : EXIT.ok;
}

async function runInGroup(
	name: string,
	group: GroupSpec,
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	const [sub, rest] = firstWord(argv);
	const { commands } = group;
	if (sub === undefined) {
		const { helpOfGroup } = await import("./print-help.ts");
		terminal.out(helpOfGroup(name, group));
		const isAsked = argv.includes("--help") || argv.includes("-h");
		return isAsked ? EXIT.ok : EXIT.usage;
	}
	const spec = Object.hasOwn(commands, sub) ? commands[sub] : undefined;
	if (spec !== undefined)
		return runCommand(`${name} ${sub}`, spec, rest, terminal);
	const { unknownIn } = await import("./unknown-command.ts");
	return misused(argv, terminal, unknownIn(name, sub, Object.keys(commands)));
}

async function runCommand(
	name: string,
	spec: CommandSpec,
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	const said = parseSaid(name, spec, argv);
	if ("problem" in said) return misused(argv, terminal, said);
	if (said.flags.has("help")) {
		const { helpOfCommand } = await import("./print-help.ts");
		terminal.out(helpOfCommand(name, spec));
		return EXIT.ok;
	}
	try {
		return await (await spec.load())(said, terminal);
	} catch (error) {
		if ((error as { code?: string }).code !== "STORE_UNAVAILABLE") throw error;
		const { unavailable } = await import("./commands/unavailable.ts");
		return (await unavailable())(terminal, error as Error, said.json);
	}
}

function misused(
	argv: readonly string[],
	terminal: Terminal,
	misuse: Misuse,
): number {
	const isJson = argv.some(
		(word, at) =>
			["--json", "--output=json"].includes(word) ||
			(word === "json" && argv[at - 1] === "--output"),
	);
	return printMisuse(terminal, misuse, isJson);
}
