import { parseDuration } from "../../core/duration.ts";
import { isAgentName } from "../../core/task.ts";
import type { Said } from "../command-spec.ts";
import type { Misuse } from "../misuse.ts";

/** What a worker was asked to do. */
export interface WorkOptions {
	/** The program and its arguments, run as they are: by no shell. */
	readonly command: readonly [string, ...string[]];
	/** Only tasks assigned to this one. */
	readonly assignee?: string | undefined;
	/** Only tasks that need nothing beyond these. */
	readonly capabilities?: readonly string[] | undefined;
	/** Only tasks with all of these. */
	readonly labels?: readonly string[] | undefined;
	readonly untilEmpty: boolean;
	/** How many commands run side by side at most. */
	readonly parallel: number;
	/** How long a lease is asked for; the board's own length unless given. */
	readonly lease?: string | undefined;
}

/** More side by side would be a fleet, and have machines of its own. */
const MAX_PARALLEL = 50;

/** What was asked for, or what is wrong with it. */
export function workOptions({
	words,
	values,
	flags,
}: Said): WorkOptions | Misuse {
	const [program, ...args] = words;
	if (program === undefined || program === "")
		return {
			problem: "work needs the command to run",
			hint: "Put it behind two dashes: `baton work -- sh -c '…'`.",
		};
	const { assignee, lease } = values;
	const parallel = Number(values.parallel ?? "1");
	if (!Number.isInteger(parallel) || parallel < 1 || parallel > MAX_PARALLEL)
		return wrong("parallel", `a number from 1 to ${MAX_PARALLEL}`);
	if (lease !== undefined && parseDuration(lease) === undefined)
		return wrong("lease", "a time such as 1m, 10m or 2h");
	if (assignee !== undefined && !isAgentName(assignee))
		return wrong("assignee", "an agent: lower-case letters, digits, dashes");
	return {
		command: [program, ...args],
		untilEmpty: flags.has("until-empty"),
		parallel,
		...{ assignee, lease },
		capabilities: listIn(values.capabilities),
		labels: listIn(values.labels),
	};
}

function listIn(text: string | undefined): readonly string[] | undefined {
	return text
		?.split(",")
		.map((one) => one.trim())
		.filter((one) => one !== "");
}

function wrong(option: string, wanted: string): Misuse {
	return {
		problem: `--${option} of work is ${wanted}`,
		hint: "`baton work --help` says more.",
	};
}
