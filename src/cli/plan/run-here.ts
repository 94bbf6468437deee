import { type Refusal, refuse } from "../../core/errors.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Bound } from "../say-bound.ts";
import { type CommandRun, runCommand } from "./run-command.ts";
import { isTrusted, trustCommands } from "./trusted-commands.ts";

/** A command that a plan names, and the checkout it is to be run in. */
export interface Runnable {
	readonly command: string;
	readonly timeoutMs: number;
	readonly top: string;
	readonly plan: Plan;
	/** What the caller typed as the command, to say that it was looked at. */
	readonly typed: string | undefined;
}

/**
 * Runs a command of a plan in the checkout and shows what it prints, on standard error: the answer stands on standard output.
 * One that neither comes from this checkout nor was typed here is refused.
 */
export async function runHere(
	{ terminal, door }: Pick<Bound, "terminal" | "door">,
	{ command, timeoutMs, top, plan, typed }: Runnable,
): Promise<(CommandRun & { readonly ok: true }) | Refusal> {
	if (typed !== undefined && typed !== command)
		return refuse(
			"VALIDATION",
			`The plan runs \`${command}\`, not \`${typed}\`.`,
			"Amend the plan if something else is to be run.",
			{ field: "command" },
		);
	const { gitdir } = door;
	if (typed !== undefined) await trustCommands(gitdir, [command]);
	else if (
		!(await isTrusted(command, { gitdir, top, task: plan.task_summary }))
	)
		return refuse(
			"FORBIDDEN",
			`\`${command}\` was neither typed here nor found in this checkout's own files.`,
			"Look at it first. To run it all the same, repeat it word for word with --command.",
			{ command },
		);
	const lines = wholeLines(terminal.err);
	const run = await runCommand(command, {
		directory: top,
		timeoutMs,
		show: lines.take,
		nowMs: terminal.nowMs,
		env: terminal.env ?? {},
	});
	lines.end();
	if (run.isTimedOut)
		terminal.err(`Stopped: it took longer than ${timeoutMs / 1_000}s.`);
	return { ok: true, ...run };
}

/** Says a text line by line, however it comes; what has no line end yet waits for it. */
function wholeLines(say: (line: string) => void): {
	take(text: string): void;
	end(): void;
} {
	let rest = "";
	return {
		take(text) {
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) say(line);
		},
		end() {
			if (rest !== "") say(rest);
		},
	};
}
