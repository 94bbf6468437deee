import type { CommandSpec } from "../command-spec.ts";

export const logout: CommandSpec = {
	summary: "Forgets what `baton login` got from a server.",
	words: [],
	options: {},
	async load() {
		return (await import("../login/run-logout.ts")).runLogout;
	},
};
