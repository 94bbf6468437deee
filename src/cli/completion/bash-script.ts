import type { Choice, CompletedCommand } from "./completion-tree.ts";
import { quoted, shellCases } from "./shell-cases.ts";

/** The script for bash, from 3.2 on. */
export function bashScript(tree: readonly CompletedCommand[]): string {
	const cases = shellCases(tree, offer);
	return `# Completion of baton for bash: source <(baton completion bash)
_baton() {
	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= word i
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=\${COMP_WORDS[i]}
		case "$at/$word" in
${cases.steps}
		esac
	done
	COMPREPLY=()
	case "$at $prev" in
${cases.values}
	esac
	if [[ $cur == -* ]]; then
		case "$at" in
${cases.options}
		esac
		return
	fi
	case "$at" in
${cases.next}
	esac
}
complete -F _baton baton
`;
}

function offer({ words, lookup }: Choice): string {
	const asked = {
		task: `-W "$("\${COMP_WORDS[0]}" list-tasks 2>/dev/null)"`,
		file: "-f",
		directory: "-d",
	};
	if (lookup === undefined && words.length === 0) return ":";
	const source =
		lookup === undefined ? `-W ${quoted(words.join(" "))}` : asked[lookup];
	return `COMPREPLY=($(compgen ${source} -- "$cur"))`;
}
