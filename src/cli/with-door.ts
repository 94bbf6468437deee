import type { BoardDoor } from "../engine/board-door.ts";
import type { Said } from "./command-spec.ts";
import type { LocalDoor } from "./local-door.ts";
import { openLocalDoor } from "./local-door.ts";
import { printMisuse } from "./misuse.ts";
import { noBranchName } from "./on-branch.ts";
import { isBranchName } from "./open-store.ts";
import { isForServer, namedServer } from "./remote/named-server.ts";
import type { Terminal } from "./terminal.ts";
import { onlyHere } from "./with-place.ts";

/** Opens the door to the board that a command is about, in the repository at hand or on a server, and closes it behind the command. */
export async function withBoardDoor(
	said: Said,
	terminal: Terminal,
	work: (door: BoardDoor) => Promise<number>,
): Promise<number> {
	const server = namedServer(said, terminal);
	if (server === undefined) return withDoor(said, terminal, work);
	if ("problem" in server) return printMisuse(terminal, server, said.json);
	const agent = speakerNamed(said, terminal);
	const { openServerDoor } = await import("./remote/open-server-door.ts");
	const door = openServerDoor(server, terminal, agent);
	try {
		return await work(door);
	} finally {
		await door.close();
	}
}

/** The same for a command that is about this machine as well. */
export async function withDoor(
	said: Said,
	terminal: Terminal,
	work: (door: LocalDoor) => Promise<number>,
): Promise<number> {
	const { values, json } = said;
	const { env = {}, directory, nowMs } = terminal;
	if (isForServer(said, terminal))
		return printMisuse(terminal, onlyHere(said.name), json);
	const branch = values.branch ?? "baton/board";
	if (!isBranchName(branch))
		return printMisuse(terminal, noBranchName(branch), json);
	const door = await openLocalDoor({
		dir: values.repo ?? directory,
		...{ branch, env, nowMs },
		agent: speakerNamed(said, terminal),
		onDefect: (error) => terminal.err(String((error as Error).stack ?? error)),
	});
	try {
		return await work(door);
	} finally {
		await door.close();
	}
}

/** The worker that a command line speaks for, if it names one. */
export function speakerNamed(
	{ values }: Pick<Said, "values">,
	{ env = {} }: Pick<Terminal, "env">,
): string | undefined {
	const agent = values["agent-as"] ?? env.BATON_AGENT;
	return agent === "" ? undefined : agent;
}
