import { CHECK, type Ci } from "./ci.ts";
import { ask, refusalOf } from "./conversation.ts";
import type { Name } from "./directions.ts";
import type { Work } from "./first-work.ts";
import { pushFile } from "./repository.ts";
import { HARDER_TEST } from "./sample-work.ts";
import type { Tour } from "./tour.ts";

/** Everything that does not pass the gate, one after the other. Answers the work with its newest commit. */
export async function meetGate(tour: Tour, work: Work, ci: Ci): Promise<Work> {
	const { report } = tour;
	const { who } = work.clone;
	report.step("The gate stays shut while its check is not green at the head");
	await refused(tour, work, {
		because: "no such check has run",
		state: "missing",
	});
	await refuseUsersCheck(tour, who, work.sha);
	const passed = await ci.test(work.sha);
	report.expect("the tests that are there pass", {
		holds: passed === "success",
		came: passed,
	});
	const message = `test: order and repetition of units, task ${work.issue}`;
	const sha = await pushFile(work.clone, HARDER_TEST, {
		branch: work.branch,
		message,
	});
	report.tells(
		`${who} pushes ${sha.slice(0, 12)} to ${work.branch}: ${message}`,
	);
	const newer = { ...work, sha };
	await refused(tour, newer, {
		because: "what is green is another commit than the head",
		state: "missing",
	});
	const failed = await ci.test(sha);
	report.expect("the new test fails", {
		holds: failed === "failure",
		came: failed,
	});
	await refused(tour, newer, {
		because: "the check is red at the head",
		...{ state: "red", conclusion: "failure" },
	});
	report.proves(
		"a gate opens for no missing, older or red check, and for no user's check",
	);
	return newer;
}

async function refused(
	tour: Tour,
	{ issue, sha, clone }: Work,
	check: {
		readonly because: string;
		readonly state: "missing" | "red";
		readonly conclusion?: string;
	},
): Promise<void> {
	const said = { who: clone.who, issue, body: "/done" };
	const data = refusalOf(await ask(tour, said), "GATE_FAILED");
	const [verdict] = (data.checks ?? []) as readonly {
		readonly name: string;
		readonly state: string;
		readonly conclusion?: string;
	}[];
	tour.report.expect(`refused: ${check.because}`, {
		holds:
			data.sha === sha &&
			verdict?.name === CHECK &&
			verdict.state === check.state &&
			verdict.conclusion === check.conclusion,
		came: data,
	});
}

/** GitHub itself lets only Apps make check runs. */
async function refuseUsersCheck(
	{ people, directions, report }: Tour,
	who: Name,
	sha: string,
): Promise<void> {
	const { owner, repo } = directions;
	report.tells(`${who} tries to report the check ${CHECK} itself: success`);
	let status: number | undefined;
	try {
		const made = await people[who].rest.checks.create({
			owner,
			repo,
			name: CHECK,
			head_sha: sha,
			status: "completed",
			conclusion: "success",
		});
		status = made.status;
	} catch (error) {
		status = (error as { status?: number }).status;
		if (status === undefined) throw error;
	}
	report.expect("GitHub takes checks from Apps alone: 403", {
		holds: status === 403,
		came: status,
	});
}
