/**
 * How large the bench measures. `full` are the sizes of the performance budget.
 *
 * @typedef {typeof FULL} Sizes
 */
export const FULL = {
	smallBoard: 1_000,
	middleBoard: 10_000,
	largeBoard: 100_000,
	/** Commits on a board's branch, unless a row is about them. */
	history: 1_000,
	shortHistory: 100,
	longHistory: 100_000,
	writers: 100,
	manyWriters: 1_000,
	claimants: 20,
	verifiedCommits: 5_000,
	loneCommands: 40,
	/** How long each measurement of a load takes, and how often it is repeated. */
	seconds: 2.5,
	runs: 5,
	/** No row goes on repeating a slow measurement for longer. */
	budgetMs: 40_000,
};

/** @type {Sizes} */
export const QUICK = {
	smallBoard: 200,
	middleBoard: 1_000,
	largeBoard: 4_000,
	history: 100,
	shortHistory: 100,
	longHistory: 3_000,
	writers: 100,
	manyWriters: 200,
	claimants: 8,
	verifiedCommits: 600,
	loneCommands: 8,
	seconds: 0.7,
	runs: 2,
	budgetMs: 5_000,
};
