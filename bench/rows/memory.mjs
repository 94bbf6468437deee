import { openBoardFacts, restartFacts } from "../open-board.mjs";
import { figure, verdict } from "../table.mjs";

const MB = 1_000_000;

/**
 * What a process of the app holds with a board taken in, after garbage collection.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function memory(place, sizes) {
	const bounds = [
		{ tasks: sizes.middleBoard, mustMb: 250, aimMb: 150 },
		{ tasks: sizes.largeBoard, mustMb: 1_000, aimMb: 500 },
	];
	const bare = place.child("bare-child.mjs", { execArgv: ["--expose-gc"] });
	const floor = (await bare.ask("memory")).rss / MB;
	const rows = [];
	for (const { tasks, mustMb, aimMb } of bounds) {
		const facts = {
			"": await openBoardFacts(place, sizes, tasks),
			" after a restart": await restartFacts(place, sizes, tasks),
		};
		for (const [
			when,
			{ rssBytes, heapBytes, bufferBytes, runs },
		] of Object.entries(facts)) {
			const rssMb = rssBytes / MB;
			rows.push({
				what: `memory${when}, ${figure(tasks)} tasks`,
				ours: `${figure(rssMb)} MB`,
				floor: `bare node ${figure(floor)} MB`,
				ratio: rssMb / floor,
				must: `≤ ${figure(mustMb)} MB`,
				aim: `${aimMb} MB`,
				verdict: verdict(rssMb <= mustMb, rssMb <= aimMb),
				runs,
				note: `JavaScript heap ${figure(heapBytes / MB)} MB, buffers ${figure(bufferBytes / MB)} MB`,
			});
		}
	}
	return rows;
}
