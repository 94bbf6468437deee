import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";

/** A directory to write CPU profiles to; children inherit it. */
export const PROFILE_VARIABLE = "BATON_BENCH_PROFILE";

/**
 * Runs some work, under the profiler when `BATON_BENCH_PROFILE` names a directory.
 *
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function profiled(name, work) {
	const dir = process.env[PROFILE_VARIABLE];
	if (dir === undefined) return work();
	const session = new Session();
	session.connect();
	await session.post("Profiler.enable");
	await session.post("Profiler.start");
	try {
		return await work();
	} finally {
		const { profile } = await session.post("Profiler.stop");
		session.disconnect();
		mkdirSync(dir, { recursive: true });
		const file = `${name}-${process.pid}-${Math.round(performance.now())}.cpuprofile`;
		writeFileSync(join(dir, file), JSON.stringify(profile));
	}
}

/** How many functions are told of each kind. */
const SHOWN = 14;

/**
 * Where the time of the profiles in a directory went: for each process and action the functions with the largest share of
 * self time, and those of our own with the largest share including what they call.
 *
 * @param {string} dir
 */
export function describeProfiles(dir) {
	/** @type {Map<string, { totalUs: number, self: Map<string, number>, whole: Map<string, number> }>} */
	const groups = new Map();
	for (const name of readdirSync(dir)) {
		const group = /^(.+)-\d+\.cpuprofile$/.exec(name)?.[1];
		if (group === undefined) continue;
		const sums = groups.get(group) ?? {
			totalUs: 0,
			self: new Map(),
			whole: new Map(),
		};
		groups.set(group, sums);
		addProfile(sums, JSON.parse(readFileSync(join(dir, name), "utf8")));
	}
	return [...groups]
		.map(([group, { totalUs, self, whole }]) =>
			[
				`${group}: ${Math.round(totalUs / 1_000)} ms`,
				"by itself:",
				...largest(self, totalUs),
				"ours, with what they call:",
				...largest(whole, totalUs),
			].join("\n"),
		)
		.join("\n\n");
}

function addProfile(sums, { nodes, samples, timeDeltas }) {
	const parents = new Map();
	for (const node of nodes)
		for (const child of node.children ?? []) parents.set(child, node.id);
	// Starting and stopping the profiler is in the profile itself.
	const own = new Set(
		nodes
			.filter(
				({ callFrame }) =>
					/^(dispatch|post)$/.test(callFrame.functionName) &&
					!callFrame.url.startsWith("file:"),
			)
			.map(({ id }) => id),
	);
	const places = new Map(
		nodes.map((node) => [node.id, placeOf(node.callFrame)]),
	);
	/** @type {Map<number, number>} */
	const usOf = new Map();
	for (const [index, id] of samples.entries())
		usOf.set(id, (usOf.get(id) ?? 0) + timeDeltas[index]);
	for (const [id, us] of usOf) {
		if (own.has(id)) continue;
		sums.totalUs += us;
		add(sums.self, places.get(id), us);
		const ours = new Set();
		for (let at = id; at !== undefined; at = parents.get(at))
			if (places.get(at).includes(" dist/")) ours.add(places.get(at));
		for (const place of ours) add(sums.whole, place, us);
	}
}

/**
 * @param {Map<string, number>} sums
 * @param {string} key
 * @param {number} us
 */
function add(sums, key, us) {
	sums.set(key, (sums.get(key) ?? 0) + us);
}

/**
 * @param {Map<string, number>} sums
 * @param {number} totalUs
 */
function largest(sums, totalUs) {
	return [...sums]
		.sort((a, b) => b[1] - a[1])
		.slice(0, SHOWN)
		.map(([place, us]) => {
			const share = ((us / totalUs) * 100).toFixed(1).padStart(5);
			return `${share} %  ${String(Math.round(us / 1_000)).padStart(6)} ms  ${place}`;
		});
}

/** @param {{ functionName: string, url: string, lineNumber: number }} frame */
function placeOf({ functionName, url, lineNumber }) {
	const file = url.includes("/node_modules/")
		? url.replace(/^.*?\/(?=node_modules\/)/, "")
		: url.replace(/^.*?\/(?=(dist|bench)\/)/, "");
	return `${functionName || "(anonymous)"} ${file === "" ? "" : `${file}:${lineNumber + 1}`}`;
}
