/** How far the server has proven the log, as `ping` tells. */
export interface Proof {
	readonly role: string;
	readonly head: string | null;
	readonly verified: {
		readonly commit: string;
		readonly commits: number;
	} | null;
	/** Why nothing is written to the board. */
	readonly frozen: string | null;
}

/** What `verify` found. */
export type Verification =
	| {
			readonly ok: true;
			readonly head: string | null;
			readonly commits: number;
			readonly before?: number;
	  }
	| {
			readonly ok: false;
			readonly commits: number;
			readonly commit: string;
			readonly subject: string;
			readonly reason: string;
	  };

/** A sentence, and whether it is good news. */
export interface Said {
	readonly tone: "good" | "bad" | "warn";
	readonly word: string;
	readonly text: string;
}

/** The proof with what a replay just found, which may be more than was told before it. */
export function withFound(
	proof: Proof,
	found: Verification | undefined,
): Proof {
	if (found?.ok !== true || found.head === null) return proof;
	const { head: commit, commits } = found;
	return commits > (proof.verified?.commits ?? 0)
		? { ...proof, verified: { commit, commits } }
		: proof;
}

/** How the proof stands, in words. */
export function proofWords({ head, verified }: Proof): Said {
	if (verified === null)
		return {
			...{ tone: "warn", word: "not proven" },
			text: "This server has not replayed the log yet.",
		};
	const { commit, commits } = verified;
	const many = `${commits} ${commits === 1 ? "commit" : "commits"}`;
	return commit === head
		? {
				...{ tone: "good", word: "proven" },
				text: `All ${many} follow from each other, up to ${short(commit)}, the newest.`,
			}
		: {
				...{ tone: "warn", word: "proven in part" },
				text: `${many} follow from each other, up to ${short(commit)}; what came after was not replayed yet.`,
			};
}

/** What a replay came to, in words. */
export function verificationWords(found: Verification): Said {
	if (found.ok)
		return {
			...{ tone: "good", word: "holds" },
			text: `Every one of ${found.commits} commits follows from the one before it${
				found.before === undefined
					? ""
					: `; ${found.before} of them were proven earlier`
			}.`,
		};
	return {
		...{ tone: "bad", word: "does not hold" },
		text: `After ${found.commits} commits, ${short(found.commit)} (${found.subject}) does not follow from the one before it: ${found.reason}`,
	};
}

function short(commit: string): string {
	return commit.slice(0, 8);
}

const MAY_PROVE: readonly string[] = ["maintain", "admin"];

/** Whether somebody in that role may have the log replayed. */
export function mayProve(role: string): boolean {
	return MAY_PROVE.includes(role);
}
