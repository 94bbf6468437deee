import type { IssueRecord, RepositoryApi } from "./api.ts";
import { Recent } from "./recent.ts";

/** Tells what is said in an issue's status comment about its many comments; nothing for most issues. */
export interface TellsOfWall {
	readonly wallNote?: ((issue: number) => string | undefined) | undefined;
}

/** GitHub takes no comments beyond 2,500 on an issue; what is left before that is for people. */
const NEAR = 2_300;
/** So many issues are remembered to be near the wall. */
const REMEMBERED = 10_000;

const NOTE =
	"This issue nears the 2,500 comments that GitHub takes. Commands still work: 🚀 and 😕 answer them, and replies are no longer written. Go on in a new issue before commenting ends.";

/** Counts the comments of issues as far as GitHub tells in passing, and knows which have come near the most it takes. */
export class CommentWall {
	readonly #near = new Set<number>();
	readonly #told = new Recent<number>(REMEMBERED);
	readonly #say: (what: string) => void;

	/** `say` is told once of each issue that replies are dropped on. */
	constructor(say: (what: string) => void) {
		this.#say = say;
	}

	/** GitHub told in passing how many comments an issue has. */
	note(issue: number, comments: number): void {
		if (comments < NEAR) this.#near.delete(issue);
		else if (this.#near.size < REMEMBERED) this.#near.add(issue);
	}

	/** A webhook tells how many there are, perhaps of a while ago: only that there are many is believed. */
	hint({ number, comments }: { number: number; comments: number }): void {
		if (comments >= NEAR) this.note(number, comments);
	}

	isNear(issue: number): boolean {
		return this.#near.has(issue);
	}

	/** A reply is not written. */
	drop(issue: number): void {
		this.note(issue, NEAR);
		if (this.#told.has(issue)) return;
		this.#told.add(issue);
		this.#say(
			`issue ${issue} nears the 2,500 comments that GitHub takes: replies on it are dropped, reactions and the status comment go on`,
		);
	}

	noteOn(issue: number): string | undefined {
		return this.isNear(issue) ? NOTE : undefined;
	}
}

/** The same API, which writes no replies on issues near the wall and takes note of how many comments issues have. */
export function besideWall(
	api: RepositoryApi,
	wall: CommentWall,
): RepositoryApi {
	const noted = <T extends IssueRecord | undefined>(issue: T): T => {
		if (issue?.comments !== undefined) wall.note(issue.number, issue.comments);
		return issue;
	};
	async function* notedAll<T extends IssueRecord>(issues: AsyncIterable<T>) {
		for await (const issue of issues) yield noted(issue);
	}
	return {
		...api,
		issue: async (number) => noted(await api.issue(number)),
		changedIssues: (since) => notedAll(api.changedIssues(since)),
		labelledIssues: (label) => notedAll(api.labelledIssues(label)),
		async reply(issue, body) {
			if (wall.isNear(issue)) return wall.drop(issue);
			try {
				await api.reply(issue, body);
			} catch (error) {
				if (!isAtWall(error)) throw error;
				wall.drop(issue);
			}
		},
	};
}

/** True for GitHub's refusal of a comment on an issue that has too many. */
export function isAtWall(error: unknown): boolean {
	const { status, message = "" } = error as {
		status?: number;
		message?: string;
	};
	return (
		(status === 403 || status === 422) &&
		/commenting is disabled|more than 2,?500 comments/i.test(message)
	);
}
