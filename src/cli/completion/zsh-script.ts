import type { Choice, CompletedCommand } from "./completion-tree.ts";
import { quoted, shellCases } from "./shell-cases.ts";

/** The script for zsh, to be sourced below compinit, or put where functions are looked for as `_baton`. */
export function zshScript(tree: readonly CompletedCommand[]): string {
	const cases = shellCases(tree, offer);
	return `#compdef baton
# Completion of baton for zsh: source <(baton completion zsh)
_baton() {
	local at= prev=$words[CURRENT-1] i
	for ((i = 2; i < CURRENT; i++)); do
		case "$at/$words[i]" in
${cases.steps}
		esac
	done
	case "$at $prev" in
${cases.values}
	esac
	if [[ $PREFIX == -* ]]; then
		case "$at" in
${cases.options}
		esac
		return
	fi
	case "$at" in
${cases.next}
	esac
}
if [[ $funcstack[1] == _baton ]]; then _baton "$@"; else compdef _baton baton; fi
`;
}

function offer({ words, lookup }: Choice): string {
	if (lookup === "task")
		return `compadd -- \${(f)"$($words[1] list-tasks 2>/dev/null)"}`;
	if (lookup === "file") return "_files";
	if (lookup === "directory") return "_files -/";
	return words.length === 0 ? ":" : `compadd -- ${words.map(quoted).join(" ")}`;
}
