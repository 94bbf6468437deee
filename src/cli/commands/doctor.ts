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
		const [{ onBranch }, { doctor }, { doctorOnGitHub }] = await Promise.all([
			import("../on-branch.ts"),
			import("../doctor.ts"),
			import("../doctor-on-github.ts"),
		]);
		return (said, terminal) =>
			said.values.repository === undefined
				? onBranch(doctor)(said, terminal)
				: doctorOnGitHub(said, terminal);
	},
};
