import { git } from "./git.mjs";
import { median, repeat, timeMs } from "./median.mjs";

/** How often `next` is decided for one measurement. */
const NEXT_TIMES = 30;

/**
 * What a fresh process of the app needs to take a board in, holds then, and takes for `next`; `git clone` beside it.
 * Measured once for all rows that ask.
 *
 * @param {import("./place.mjs").Place} place
 * @param {import("./sizes.mjs").Sizes} sizes
 * @param {number} tasks
 */
export function openBoardFacts(place, sizes, tasks) {
	return place.once(`open ${tasks}`, async () => {
		const { url } = await place.serve({ tasks, commits: sizes.history });
		const bounds = { times: Math.min(3, sizes.runs), budgetMs: sizes.budgetMs };
		/** @type {import("./child.mjs").Child | undefined} */
		let worker;
		const rounds = await repeat(bounds, async () => {
			await worker?.end();
			const cloneMs = await cloneOnce(place, url);
			const app = await place.app(url);
			worker = app.worker;
			const memory = await worker.ask("memory");
			const next = await worker.ask("next", { times: NEXT_TIMES });
			return { cloneMs, ms: app.ms, memory, next };
		});
		// Taking a large board in may take long, so the last process stays for whoever needs it later.
		if (worker === undefined) throw new Error("no board was taken in");
		place.keep(worker);
		const middle = (pick) => median(rounds.map(pick));
		return {
			worker,
			runs: rounds.length,
			cloneMs: middle(({ cloneMs }) => cloneMs),
			coldMs: middle(({ ms }) => ms),
			rssBytes: middle(({ memory }) => memory.rss),
			heapBytes: middle(({ memory }) => memory.heapUsed),
			bufferBytes: middle(({ memory }) => memory.arrayBuffers),
			nextMs: median(rounds.flatMap(({ next }) => next.decided)),
			scanMs: median(rounds.flatMap(({ next }) => next.scanned)),
		};
	});
}

/**
 * What a process needs to take in the board that another one has left in its cache, with the saved index and without it.
 *
 * @param {import("./place.mjs").Place} place
 * @param {import("./sizes.mjs").Sizes} sizes
 * @param {number} tasks
 */
export function restartFacts(place, sizes, tasks) {
	return place.once(`restart ${tasks}`, async () => {
		const { url } = await place.serve({ tasks, commits: sizes.history });
		const left = { url, cacheDir: place.path("cache") };
		const saved = { ...left, savedPath: place.path("saved") };
		await startOnce(place, saved);
		const bounds = { times: Math.min(3, sizes.runs), budgetMs: sizes.budgetMs };
		const rounds = await repeat(bounds, async () => ({
			saved: await startOnce(place, saved),
			cached: await startOnce(place, left),
		}));
		const middle = (pick) => median(rounds.map(pick));
		return {
			runs: rounds.length,
			ms: middle(({ saved }) => saved.ms),
			stillMs: middle(({ saved }) => saved.stillMs),
			rssBytes: middle(({ saved }) => saved.memory.rss),
			heapBytes: middle(({ saved }) => saved.memory.heapUsed),
			bufferBytes: middle(({ saved }) => saved.memory.arrayBuffers),
			cachedMs: middle(({ cached }) => cached.ms),
		};
	});
}

/** Takes a board in, in a process of its own that ends in good order. */
async function startOnce(place, input) {
	const worker = place.child("worker.mjs", { execArgv: ["--expose-gc"] });
	const opened = await worker.ask("open", input);
	const memory = await worker.ask("memory");
	await worker.ask("close");
	await worker.end();
	return { ...opened, memory };
}

/**
 * @param {import("./place.mjs").Place} place
 * @param {string} url
 */
function cloneOnce(place, url) {
	const args = ["clone", "--quiet", "--bare", "--single-branch"];
	return timeMs(() => git(place.dir, [...args, url, place.path("clone")]));
}
