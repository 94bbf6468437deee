import { resolve } from "node:path";
import type { BoardDoor } from "../../engine/board-door.ts";
import type { RunCommand, Said } from "../command-spec.ts";
import { printMisuse } from "../misuse.ts";
import { printRefusal } from "../print-refusal.ts";
import { isForServer } from "../remote/named-server.ts";
import type { Terminal } from "../terminal.ts";
import { speakerNamed, withBoardDoor, withDoor } from "../with-door.ts";
import { onInterrupts } from "./interrupts.ts";
import { knownHere } from "./known-here.ts";
import { leftReady } from "./left-ready.ts";
import { removeLeftRooms } from "./left-rooms.ts";
import { withOneWatch } from "./one-watch.ts";
import { printTally } from "./print-tally.ts";
import type { RunningChild } from "./run-child.ts";
import type { Shift } from "./shift.ts";
import { type Tally, workBoard } from "./work-board.ts";
import {
	makeWorkRoom,
	removeWorkRoom,
	removeWorkRoomNow,
} from "./work-files.ts";
import { type WorkOptions, workOptions } from "./work-options.ts";

/** What a worker knows of the board only where the repository is at hand. */
type AtHand = Pick<Shift, "agent" | "promptOf" | "frozen">;

/** `baton work -- <command>`: takes task after task from the board and runs the command for each. */
export const workCommand: RunCommand = (said, terminal) => {
	const options = workOptions(said);
	if ("problem" in options)
		return Promise.resolve(printMisuse(terminal, options, said.json));
	const agent = speakerNamed(said, terminal);
	return isForServer(said, terminal)
		? withBoardDoor(said, terminal, (door) =>
				work(door, { said, terminal, options, atHand: { agent } }),
			)
		: withDoor(said, terminal, async (door) => {
				const directory = said.values.repo ?? terminal.directory;
				const atHand = await knownHere(door, { agent, directory });
				return work(door, { said, terminal, options, atHand });
			});
};

interface Work {
	readonly said: Said;
	readonly terminal: Terminal;
	readonly options: WorkOptions;
	readonly atHand: AtHand;
}

async function work(
	door: BoardDoor,
	{ said, terminal, options, atHand }: Work,
): Promise<number> {
	// Who may not even ask should hear of it before anything is waited for.
	const { agent } = atHand;
	const by = agent === undefined ? {} : { agent };
	const asked = await door.say({ verb: "next", ...by });
	if (!asked.ok) return printRefusal(terminal, asked, said.json);
	const noMore = new AbortController();
	const endAll = new AbortController();
	const running = new Set<RunningChild>();
	await removeLeftRooms();
	const workRoom = await makeWorkRoom();
	const tell = (text: string) => terminal.err(`baton work: ${text}`);
	const interrupts = onInterrupts({
		stop() {
			tell("no more tasks are taken; Ctrl-C again ends what runs");
			noMore.abort();
		},
		endAll() {
			tell("what runs is being ended, and given back");
			noMore.abort();
			endAll.abort();
		},
		leave() {
			for (const child of running) child.kill();
			removeWorkRoomNow(workRoom);
		},
	});
	try {
		const shift: Shift = {
			...{
				door: withOneWatch(door),
				options,
				...atHand,
				nowMs: terminal.nowMs,
				tell,
			},
			print: { out: terminal.out, err: terminal.err },
			...{ noMore: noMore.signal, endAll: endAll.signal },
			...{ running, workRoom },
			stop: () => noMore.abort(),
			directory: terminal.directory,
			env: envFor(said, terminal),
		};
		const tally = await workBoard(shift);
		if (options.untilEmpty && !noMore.signal.aborted && isIdle(tally))
			for (const line of await leftReady(shift)) tell(line);
		const code = printTally(tally, {
			...{ terminal, json: said.json },
			program: options.command[0],
		});
		return interrupts.exitCode() ?? code;
	} catch (error) {
		const code = interrupts.exitCode();
		const { code: fault } = error as { readonly code?: string };
		if (code === undefined || fault !== "STORE_UNAVAILABLE") throw error;
		tell(`ended without an answer: ${(error as Error).message}`);
		return code;
	} finally {
		interrupts.end();
		// Whatever went wrong, no command goes on without its worker.
		endAll.abort();
		await removeWorkRoom(workRoom);
	}
}

/** True when the worker found nothing to do, and no reason but that. */
function isIdle({ outcomes, refusal }: Tally): boolean {
	return (
		refusal === undefined &&
		Object.values(outcomes).every((count) => count === 0)
	);
}

/** The board that a command's own `baton` is to speak to. */
function envFor(
	{ values }: Said,
	{ env = {}, directory }: Terminal,
): Terminal["env"] & object {
	const url = values.url ?? env.BATON_URL;
	const repo = values.repo ?? env.BATON_REPO;
	const isServer = url !== undefined && url.trim() !== "";
	const named =
		repo === undefined || isServer ? repo : resolve(directory, repo);
	return {
		...env,
		...(url === undefined ? {} : { BATON_URL: url }),
		...(named === undefined ? {} : { BATON_REPO: named }),
	};
}
