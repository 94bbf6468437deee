import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Where a machine wants to read the results as well: a path for a JSON report. */
const reportPath = process.env.BATON_TEST_REPORT;

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		setupFiles: ["test/support/bounded-properties.ts"],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		// Most tests wait for other processes: on two cores two at a time end sooner, and each has enough.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		reporters:
			reportPath === undefined
				? ["default"]
				: ["default", ["json", { outputFile: reportPath }]],
	},
});
