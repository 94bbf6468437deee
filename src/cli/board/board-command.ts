import type { JsonObject } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import type { BoardDoor } from "../../engine/board-door.ts";
import { Bell } from "../bell.ts";
import type { RunCommand, Said } from "../command-spec.ts";
import { printMisuse } from "../misuse.ts";
import type { Look } from "../page.ts";
import { printRefusal } from "../print-refusal.ts";
import { canDrawBlocks, styleFor } from "../style.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { fitted } from "../text-width.ts";
import { withBoardDoor } from "../with-door.ts";
import { boardPage } from "./board-page.ts";
import { liveBoard } from "./live-board.ts";
import { openScreen, type Tty } from "./screen.ts";

const WIDTH = { least: 40, most: 200, unknown: 80 } as const;
/** As many cards of a column as the verb tells. */
const LIMIT = 100;

/** `baton board`: the board, live in a terminal; elsewhere, or with `--once`, printed once. */
export const boardCommand: RunCommand = (said, terminal) => {
	const { flags, json } = said;
	const { isTerminal = false } = terminal;
	if (flags.has("watch") && (json || flags.has("once")))
		return misused(
			said,
			terminal,
			"--watch goes with neither --once nor --json",
		);
	if (flags.has("watch") && !isTerminal)
		return misused(said, terminal, "--watch needs a terminal");
	const isLive = isTerminal && !flags.has("once") && !json;
	return withBoardDoor(said, terminal, (door) =>
		isLive
			? showLive(door, terminal, {
					input: process.stdin,
					output: process.stdout,
				})
			: printOnce(door, said, terminal),
	);
};

const ask = (door: BoardDoor) =>
	door.say({ verb: "board", input: { limit: LIMIT } });

async function printOnce(
	door: BoardDoor,
	said: Said,
	terminal: Terminal,
): Promise<number> {
	const answer = await ask(door);
	if (!answer.ok) return printRefusal(terminal, answer, said.json);
	terminal.out(
		said.json
			? JSON.stringify(answer.data, undefined, 2)
			: pageOf(answer.data, door, terminal).join("\n"),
	);
	return EXIT.ok;
}

/** Shows the board until somebody has seen enough. */
export async function showLive(
	door: BoardDoor,
	terminal: Terminal,
	tty: Tty,
): Promise<number> {
	const bell = new Bell();
	const left = new AbortController();
	const screen = openScreen(tty, {
		quit: () => left.abort(),
		resized: () => bell.ring(),
	});
	const unwatch = door.watch(() => bell.ring());
	try {
		const refusal = await liveBoard(
			{
				ask: () => ask(door),
				draw(answer, trouble) {
					const { width, rows } = screen.size();
					// A line that ends at the very edge would lose its last cell to the clearing of its rest.
					const columns = width - 1;
					const told = trouble === undefined ? [] : [fitted(trouble, columns)];
					const size = { columns, rows: rows - told.length };
					const lines = pageOf(answer.data, door, { ...terminal, ...size });
					screen.draw([...lines, ...told]);
				},
				nowMs: terminal.nowMs,
				signal: left.signal,
			},
			bell,
		);
		screen.leave();
		return refusal === undefined
			? EXIT.ok
			: printRefusal(terminal, refusal, false);
	} finally {
		unwatch();
		screen.leave();
	}
}

function pageOf(
	board: JsonObject,
	{ place }: BoardDoor,
	terminal: Terminal & { readonly rows?: number },
): readonly string[] {
	const { env = {}, isTerminal = false, columns, nowMs, rows } = terminal;
	const width = Math.min(
		WIDTH.most,
		Math.max(WIDTH.least, columns ?? WIDTH.unknown),
	);
	const look: Look = {
		width,
		ascii: isTerminal && !canDrawBlocks({ env }),
		style: styleFor({ isTerminal, env }),
	};
	return boardPage(board, place, { width, rows, look, now: fromMs(nowMs()) });
}

function misused(
	{ json }: Said,
	terminal: Terminal,
	problem: string,
): Promise<number> {
	const hint = "`baton board --once` prints it once; `--json` as JSON.";
	return Promise.resolve(printMisuse(terminal, { problem, hint }, json));
}
