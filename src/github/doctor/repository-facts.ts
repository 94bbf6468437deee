import type {
	BranchFacts,
	IssueFacts,
	RepositoryFacts,
} from "../../verbs/doctor/github-facts.ts";
import { unlessMissing } from "../api.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

/** So many branches in the way are named. */
const MAX_NAMED = 3;

/** The repository's state, and how far this machine's clock is from GitHub's by the answer. */
export async function repositoryFacts(
	door: DoctorDoor,
): Promise<{ facts: RepositoryFacts; branches: BranchFacts; skewMs?: number }> {
	const { octokit, name, branch, nowMs } = door;
	const askedMs = nowMs();
	const { data, headers } = await octokit.rest.repos.get({ ...name, ...ONCE });
	const skewMs = skewOf(headers.date, (askedMs + nowMs()) / 2);
	const { default_branch } = data;
	return {
		facts: {
			archived: data.archived,
			has_issues: data.has_issues,
			empty: !(await hasBranch(door, default_branch)),
		},
		branches: {
			board: branch,
			default_branch,
			in_the_way: await inTheWay(door),
		},
		...(skewMs === undefined ? {} : { skewMs }),
	};
}

/** How full the issue is on which it was asked. */
export async function issueFacts(
	{ octokit, name }: DoctorDoor,
	number: number,
): Promise<IssueFacts> {
	const { data } = await octokit.rest.issues.get({
		...name,
		issue_number: number,
		...ONCE,
	});
	return { number, labels: data.labels.length, comments: data.comments };
}

/** The header tells whole seconds: on average half of one has passed. */
function skewOf(date: string | undefined, atMs: number): number | undefined {
	const toldMs = date === undefined ? Number.NaN : Date.parse(date);
	return Number.isNaN(toldMs) ? undefined : Math.round(atMs - toldMs - 500);
}

/** A ref is a file or a folder, never both: `baton` leaves no room for `baton/board`, and that none for `baton/board/x`. */
async function inTheWay(door: DoctorDoor): Promise<string[]> {
	const { octokit, name, branch } = door;
	const above = branch
		.split("/")
		.slice(0, -1)
		.map((_, index, parts) => parts.slice(0, index + 1).join("/"));
	const taken: string[] = [];
	for (const parent of above)
		if (await hasBranch(door, parent)) taken.push(parent);
	const matching = await unlessNone(() =>
		octokit.rest.git.listMatchingRefs({
			...name,
			ref: `heads/${branch}/`,
			...ONCE,
		}),
	);
	const refs = matching?.data ?? [];
	const below = refs.map(({ ref }) => ref.replace(/^refs\/heads\//, ""));
	return [...taken, ...below].slice(0, MAX_NAMED);
}

async function hasBranch(
	{ octokit, name }: DoctorDoor,
	branch: string,
): Promise<boolean> {
	const found = await unlessNone(() =>
		octokit.rest.git.getRef({ ...name, ref: `heads/${branch}`, ...ONCE }),
	);
	return found !== undefined;
}

/** A repository without a commit answers 409 to whatever is asked about its branches: there is none. */
async function unlessNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
	try {
		return await unlessMissing(ask);
	} catch (error) {
		if ((error as { status?: number }).status === 409) return undefined;
		throw error;
	}
}
