import type { RunCommand } from "./command-spec.ts";
import { byPlace } from "./with-place.ts";

/** A question about what is on the branch, asked of the repository at hand or of a server. */
export function askedCommand(
	verb: "show" | "history" | "feed" | "export" | "verify" | "doctor",
): RunCommand {
	return byPlace({
		there: async () => {
			const there = await import("./remote/asked-there.ts");
			if (verb === "verify") return there.verifyThere;
			return verb === "doctor" ? there.doctorThere : there.askedThere(verb);
		},
		here: () => HERE[verb](),
	});
}

const HERE = {
	show: () => answered("show"),
	history: () => answered("history"),
	feed: () => answered("feed"),
	async export() {
		const { onBranch } = await import("./on-branch.ts");
		return onBranch((await import("./print-export.ts")).printExport);
	},
	async verify() {
		const { onBranch } = await import("./on-branch.ts");
		return onBranch((await import("./verify-branch.ts")).verifyBranch);
	},
	async doctor() {
		const { onBranch } = await import("./on-branch.ts");
		return onBranch((await import("./doctor.ts")).doctor);
	},
} as const satisfies Record<string, () => Promise<RunCommand>>;

async function answered(verb: "show" | "history" | "feed") {
	const { onBranch } = await import("./on-branch.ts");
	return onBranch((await import("./print-answer.ts")).printAnswer(verb));
}

/** The keys of all tasks. */
export const keysCommand: RunCommand = byPlace({
	there: async () => (await import("./remote/asked-there.ts")).keysThere,
	async here() {
		const { onPlace } = await import("./on-branch.ts");
		return onPlace((await import("./list-tasks.ts")).listTasks);
	},
});

/** What two repositories are needed for. */
export const syncCommand: RunCommand = byPlace({
	async here() {
		const { onPlace } = await import("./on-branch.ts");
		return onPlace((await import("./sync.ts")).sync);
	},
});
