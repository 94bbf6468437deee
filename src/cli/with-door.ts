import type { Said } from "./command-spec.ts";
import type { LocalDoor } from "./local-door.ts";
import { openLocalDoor } from "./local-door.ts";
import { printMisuse } from "./misuse.ts";
import { noBranchName } from "./on-branch.ts";
import { isBranchName } from "./open-store.ts";
import type { Terminal } from "./terminal.ts";

/** Opens the door to the board that a command is about, and closes it behind the command. */
export async function withDoor(
	said: Said,
	terminal: Terminal,
	work: (door: LocalDoor) => Promise<number>,
): Promise<number> {
	const { values, json } = said;
	const { env = {}, directory, nowMs } = terminal;
	const branch = values.branch ?? "baton/board";
	if (!isBranchName(branch))
		return printMisuse(terminal, noBranchName(branch), json);
	const agent = values["agent-as"] ?? env.BATON_AGENT;
	const door = await openLocalDoor({
		dir: values.repo ?? directory,
		...{ branch, env, nowMs },
		agent: agent === "" ? undefined : agent,
		onDefect: (error) => terminal.err(String((error as Error).stack ?? error)),
	});
	try {
		return await work(door);
	} finally {
		await door.close();
	}
}
