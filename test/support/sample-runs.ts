import type { BoardRun } from "../../src/core/dashboard.ts";
import { ranThrough } from "./plan-run.ts";
import { GATE, planOf } from "./random-plans.ts";

/** Two phases, the first with a gate. */
const plan = () =>
	planOf([
		{ gate: GATE, steps: [{ role: "backend-engineer", model: "sonnet" }] },
		{ steps: [{ role: "code-reviewer", model: "opus" }] },
	]);

/** A completed run of ten minutes: a failed attempt of ben's, a red gate, both mended by ann. */
export const COMPLETED: BoardRun = {
	key: "task-logging-a3f9",
	task: {
		title: "Log every request",
		tokens: { input: 0, output: 0, cost_usd: 0.4 },
	},
	plan: ranThrough(plan(), [
		{ step: "1.1", by: "ben", fails: "lost the thread", tokens: 12_345 },
		{ retry: "1.1" },
		{ step: "1.1", tokens: 500 },
		{ exit: 1, phase: 1 },
		{ exit: 0, phase: 1 },
		{ step: "2.1" },
		{ end: "completed" },
	]),
};

/** A run under way: its gate passed at once, and ben has its review. */
export const RUNNING: BoardRun = {
	key: "t-2",
	task: { title: "Log every request" },
	plan: ranThrough({ ...plan(), type: "bug" }, [
		{ step: "1.1", tokens: 200 },
		{ exit: 0, phase: 1 },
		{ take: "2.1", by: "ben" },
	]),
};
