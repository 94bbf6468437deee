/** A task to enroll, with tasks before it that it waits for. */
export interface RandomTask {
	readonly key: string;
	readonly blocked_by: readonly string[];
	readonly priority: string;
}

/** Numbers from 0 up to, not including, `below`; the same seed gives the same ones. */
export function makeChance(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		// mulberry32
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

/** Tasks `1` to `count` in a random DAG: most wait for up to three of the forty before them. */
export function randomTasks(
	count: number,
	chance: (below: number) => number,
): readonly RandomTask[] {
	return Array.from({ length: count }, (_, index) => {
		const blockers = new Set<string>();
		for (let edges = index === 0 ? 0 : chance(4); edges > 0; edges--)
			blockers.add(String(index - chance(Math.min(40, index))));
		return {
			key: String(index + 1),
			blocked_by: [...blockers],
			priority: ["urgent", "high", "normal", "low"][chance(4)] as string,
		};
	});
}

/** What is wrong with the order in which tasks were claimed and finished; empty when each was worked once, after its blockers. */
export function wrongOrder(
	tasks: readonly RandomTask[],
	subjects: readonly string[],
): readonly string[] {
	const claimed = new Map<string, number>();
	const done = new Set<string>();
	const wrong: string[] = [];
	const blockers = new Map(
		tasks.map(({ key, blocked_by }) => [key, blocked_by]),
	);
	for (const subject of subjects) {
		const claim = /^claim(?:-next)?(?: (\S+))?: (\S+)/.exec(subject);
		if (claim !== null) {
			const key = claim[1] ?? (claim[2] as string);
			claimed.set(key, (claimed.get(key) ?? 0) + 1);
			const early = blockers.get(key)?.filter((one) => !done.has(one)) ?? [];
			if (early.length > 0) wrong.push(`${key} was claimed before ${early}`);
		}
		const end = /^done (\S+):/.exec(subject)?.[1];
		if (end !== undefined && done.has(end)) wrong.push(`${end} was done twice`);
		if (end !== undefined) done.add(end);
	}
	for (const { key } of tasks) {
		if (claimed.get(key) !== 1)
			wrong.push(`${key} was claimed ${claimed.get(key) ?? 0} times`);
		if (!done.has(key)) wrong.push(`${key} was not done`);
	}
	return wrong;
}
