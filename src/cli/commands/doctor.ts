import type { CommandSpec } from "../command-spec.ts";

export const doctor: CommandSpec = {
	summary:
		"Says what is wrong with the board's branch, or with its place on GitHub, and what to do about it.",
	words: [],
	options: {
		repository: {
			type: "string",
			value: "owner/name",
			about: "looks at GitHub instead, as the App of APP_ID and PRIVATE_KEY",
		},
	},
	async load() {
		const [{ askedCommand }, { doctorOnGitHub }] = await Promise.all([
			import("../asked-command.ts"),
			import("../doctor-on-github.ts"),
		]);
		return (said, terminal) =>
			said.values.repository === undefined
				? askedCommand("doctor")(said, terminal)
				: doctorOnGitHub(said, terminal);
	},
};
