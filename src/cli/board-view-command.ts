import type { BoardReader } from "../core/board.ts";
import { type BoardRun, dashboardOf } from "../core/dashboard.ts";
import { fromMs, type Instant } from "../core/instant.ts";
import { nothingLearned } from "../core/learned.ts";
import { usageOf } from "../core/usage.ts";
import type { RunCommand, Said } from "./command-spec.ts";
import { learnedDamage } from "./learned-damage.ts";
import type { Look } from "./page.ts";
import { printDashboard } from "./print-dashboard.ts";
import { printLearned } from "./print-learned.ts";
import { printRefusal } from "./print-refusal.ts";
import { printUsage } from "./print-usage.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { lookOf } from "./terminal-look.ts";
import { withDoor } from "./with-door.ts";
import { byPlace } from "./with-place.ts";

type View = (
	board: BoardReader,
	now: Instant,
) => { readonly value: unknown; readonly print: (look: Look) => string };

const VIEWS = {
	dashboard(board, now) {
		const value = dashboardOf(runsOf(board), now);
		return { value, print: (look) => printDashboard(value, look) };
	},
	usage(board) {
		const value = usageOf(runsOf(board));
		return { value, print: (look) => printUsage(value, look) };
	},
	learned(board) {
		const value = board.learned() ?? nothingLearned();
		return { value, print: (look) => printLearned(value, look) };
	},
} as const satisfies Record<string, View>;

/** `baton dashboard`, `usage`, `learned`: what the board tells as a whole. A repository without a board has just no runs yet. */
export function boardView(name: keyof typeof VIEWS): RunCommand {
	return byPlace({
		here: async () => (said, terminal) => viewHere(name, said, terminal),
		instead:
			"On a server `baton metrics` and `baton stats` tell how things go. ",
	});
}

function viewHere(
	name: keyof typeof VIEWS,
	said: Said,
	terminal: Terminal,
): Promise<number> {
	return withDoor(said, terminal, async (door) => {
		const now = fromMs(terminal.nowMs());
		const damage =
			name === "learned" ? await door.look(learnedDamage) : undefined;
		if (damage !== undefined) return printRefusal(terminal, damage, said.json);
		const { value, print } = await door.look((board) =>
			VIEWS[name](board, now),
		);
		terminal.out(
			said.json ? JSON.stringify(value, undefined, 2) : print(lookOf(terminal)),
		);
		return EXIT.ok;
	});
}

function runsOf(board: BoardReader): readonly BoardRun[] {
	return [...board.keys()].flatMap((key) => {
		const task = board.task(key);
		const plan = board.plan(key);
		return task === undefined || plan === undefined
			? []
			: [{ key, task, plan }];
	});
}
