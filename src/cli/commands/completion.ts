import type { CommandSpec } from "../command-spec.ts";

export const completion: CommandSpec = {
	summary: "Prints the script that completes these commands in a shell.",
	words: [{ name: "shell", isNeeded: true, offers: ["bash", "zsh", "fish"] }],
	options: {},
	notes: `bash:  source <(baton completion bash)      in ~/.bashrc
zsh:   source <(baton completion zsh)       in ~/.zshrc, below compinit
fish:  baton completion fish > ~/.config/fish/completions/baton.fish`,
	load: async () =>
		(await import("../completion/completion-command.ts")).completionCommand,
};
