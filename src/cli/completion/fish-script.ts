import type { Choice, CompletedCommand } from "./completion-tree.ts";

/** The script for fish. */
export function fishScript(tree: readonly CompletedCommand[]): string {
	const paths = tree.map(({ path }) => path).filter((path) => path !== "");
	return `# Completion of baton for fish: baton completion fish > ~/.config/fish/completions/baton.fish
function __baton_at
	set -l at ''
	for word in (commandline -opc)[2..-1]
		set -l next (string trim -- "$at $word")
		if contains -- $next ${paths.map(quoted).join(" ")}
			set at $next
		end
	end
	test "$at" = "$argv[1]"
end
complete -c baton -f
${tree.flatMap((command) => linesOf(command, tree)).join("\n")}
`;
}

function linesOf(
	{ path, next, options }: CompletedCommand,
	tree: readonly CompletedCommand[],
): readonly string[] {
	const here = `complete -c baton -n ${quoted(`__baton_at ${quoted(path)}`)}`;
	const words = next.words.map((word) => {
		const below = path === "" ? word : `${path} ${word}`;
		const about = tree.find((one) => one.path === below)?.about ?? "";
		return `${here} -a ${quoted(word)}${about === "" ? "" : ` -d ${quoted(about)}`}`;
	});
	const looked = next.lookup === undefined ? [] : [`${here} ${offer(next)}`];
	const taken = options.map(
		({ name, about, value }) =>
			`${here} -l ${name} -d ${quoted(about)}${value === undefined ? "" : ` -r ${offer(value)}`}`,
	);
	return [...words, ...looked, ...taken];
}

function offer({ words, lookup }: Choice): string {
	if (lookup === "task") return "-f -a '(baton list-tasks 2>/dev/null)'";
	if (lookup === "file") return "-F";
	if (lookup === "directory") return "-f -a '(__fish_complete_directories)'";
	return words.length === 0 ? "-f" : `-f -a ${quoted(words.join(" "))}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
