import { type Clone, clone } from "./repository.ts";
import { runProgram } from "./run-program.ts";
import type { Tour } from "./tour.ts";

/** The check that the sample board's gate asks for. */
export const CHECK = "test";

export type Conclusion = "success" | "failure";

/** The App that runs the sample repository's tests and tells GitHub how they went. */
export interface Ci {
	/** Checks a pushed commit out, runs its tests and reports the check at it. Answers the conclusion. */
	test(sha: string): Promise<Conclusion>;
}

/** Makes the App's own clone. */
export async function makeCi(tour: Tour): Promise<Ci> {
	const checkout = await clone(tour, "ci");
	return {
		async test(sha) {
			const conclusion = await runTests(tour, checkout, sha);
			const { owner, repo } = tour.directions;
			await tour.people.ci.rest.checks.create({
				owner,
				repo,
				name: CHECK,
				head_sha: sha,
				status: "completed",
				conclusion,
			});
			tour.report.tells(
				`ci runs node --test at ${sha.slice(0, 12)} and reports the check ${CHECK}: ${conclusion}`,
			);
			return conclusion;
		},
	};
}

async function runTests(
	{ signal, report }: Tour,
	{ directory, git }: Clone,
	sha: string,
): Promise<Conclusion> {
	const stopWaiting = report.waiting("the tests");
	try {
		await git("fetch", "--quiet", "origin");
		await git("checkout", "--quiet", "--detach", sha);
		const { code } = await runProgram({
			file: process.execPath,
			words: ["--test"],
			directory,
			signal,
		});
		return code === 0 ? "success" : "failure";
	} finally {
		stopWaiting();
	}
}
