import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loopbackGuard } from "../../src/access/loopback-guard.ts";
import { loopbackPage } from "../../src/access/loopback-page.ts";
import { agentDoors } from "../../src/agent-doors.ts";
import type { BoardDoor } from "../../src/engine/board-door.ts";
import { makeBench, person } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { servedDoors } from "../web/faked-doors.ts";

const PAGE = fileURLToPath(new URL("../../dist/page", import.meta.url));
const PLACE = { owner: "acme", repo: "large", board: "board" } as const;
const TOGETHER = 100;

/** A large board in memory behind the doors and the page, without a GitHub, which would take minutes to open so many issues. */
export interface LargeBoard {
	/** The address of the board's page. */
	readonly url: string;
	/** Claims tasks, each as an agent of its own, in one commit after the other. */
	claim(keys: readonly string[]): Promise<void>;
	close(): Promise<void>;
}

/** Opens a board with tasks `1` to `count`. */
export async function openLargeBoard(count: number): Promise<LargeBoard> {
	const bench = makeBench();
	await openBoard(bench, { wip: { in_progress: 1_000 } });
	const keys = Array.from({ length: count }, (_, index) => String(index + 1));
	while (keys.length > 0)
		await perform(
			keys.splice(0, TOGETHER).map((task) =>
				say(bench, "maintainer", "enroll", {
					...{ task, role: "admin" },
					input: {
						title: `Task ${task} of a board that has very many of them`,
					},
				}),
			),
		);
	const accountOf = (agent: string) => person(agent);
	const users = () => [{ name: "maintainer", role: "admin" }];
	const doors = agentDoors({
		access: {
			guard: loopbackGuard({ accountOf }),
			page: loopbackPage({ accountOf, users, home: PLACE }),
			home: PLACE,
		},
		pageFolder: join(PAGE),
		openBoard: async (_place, { agent = "maintainer" }) => doorFor(agent),
		closing: new AbortController().signal,
		newId: () => "correlation",
		steadyMs: () => performance.now(),
		onDefect: (error) => {
			throw error;
		},
	});
	const { server, url } = await servedDoors(doors);

	function doorFor(who: string): BoardDoor {
		return {
			place: PLACE,
			async say({ verb, input, task }) {
				const [answer] = await bench.engine.perform([
					say(bench, who, verb, {
						...{ role: "admin", agent: who },
						...(input === undefined ? {} : { input }),
						...(task === undefined ? {} : { task }),
					}),
				]);
				if (answer === undefined) throw new Error(`${verb} was not answered`);
				return answer;
			},
			async wait() {
				throw new Error("nobody waits here");
			},
			watch: (act) => bench.engine.watch(act),
		};
	}

	async function perform(sayings: Parameters<typeof bench.engine.perform>[0]) {
		for (const answer of await bench.engine.perform(sayings))
			if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
	}

	return {
		url: `${url}/boards/${PLACE.owner}/${PLACE.repo}/${PLACE.board}`,
		async claim(some) {
			for (const task of some)
				await perform([say(bench, `worker-${task}`, "claim", { task })]);
		},
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, "close");
		},
	};
}
