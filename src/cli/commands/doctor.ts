import type { CommandSpec } from "../command-spec.ts";

export const doctor: CommandSpec = {
	summary:
		"Says what is wrong with the board's branch, and what to do about it.",
	words: [],
	options: {},
	async load() {
		const [{ onBranch }, { doctor }] = await Promise.all([
			import("../on-branch.ts"),
			import("../doctor.ts"),
		]);
		return onBranch(doctor);
	},
};
