import { CONFIG_PATH } from "../config-file.ts";
import { prose } from "../prose.ts";
import { type ConfigFault, faultText } from "./config-fault.ts";

/** The check about the config; the one that gates and merges look at is another. */
export const CONFIG_CHECK = "baton config";

/** What became of the config file as the default branch has it. */
export type ConfigState =
	| { readonly kind: "in-force" }
	| { readonly kind: "invalid"; readonly faults: readonly ConfigFault[] }
	/** Nothing changes until a maintainer says so; `why` is a sentence. */
	| { readonly kind: "held"; readonly why: string };

/** The check as it should stand at a commit. `marker` names the file's content: by that it is known to have been made. */
export interface ConfigCheck {
	readonly sha: string;
	readonly conclusion: "success" | "failure" | "action_required";
	readonly marker: string;
	readonly title: string;
	readonly summary: string;
	readonly faults: readonly ConfigFault[];
}

/** GitHub takes 65,535 characters; a reader fewer. */
const MOST_NAMED = 50;
const MAX_FAULT_UNITS = 1_000;

/** How a state of the config file shows at the commit that it came with. No word of it names a task. */
export function configCheck(
	state: ConfigState,
	{ sha, oid = "removed" }: { sha: string; oid?: string | undefined },
): ConfigCheck {
	const marker = `${CONFIG_PATH}@${oid}`;
	switch (state.kind) {
		case "in-force":
			return {
				...{ sha, marker, faults: [] },
				conclusion: "success",
				title: "The config is in force",
				summary: "The board works by the config as it stands here.",
			};
		case "invalid":
			return {
				...{ sha, marker, faults: state.faults },
				conclusion: "failure",
				title: "The config cannot be taken in",
				summary: `${state.faults.slice(0, MOST_NAMED).map(faultLine).join("\n")}\n\nThe last good config stays in force. Correct the file on the default branch.`,
			};
		case "held":
			return {
				...{ sha, marker, faults: [] },
				conclusion: "action_required",
				title: "Held: a maintainer can say /configure",
				summary: `${prose(state.why)} The config taken in last stays in force until a maintainer says ${"`/configure`"} on any issue of the board.`,
			};
	}
}

function faultLine(fault: ConfigFault): string {
	const line = fault.line === undefined ? "" : `line ${fault.line}: `;
	return `- ${line}${prose(faultText(fault).slice(0, MAX_FAULT_UNITS))}`;
}
