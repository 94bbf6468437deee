import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const branch = z.string().nullable();

/** What was found out about a board's branch. */
export const healthFacts = z.strictObject({
	/** Why nothing may be written, if so. */
	frozen: z
		.strictObject({
			kind: z.enum(["deleted", "rolled-back", "rewritten", "damaged", "newer"]),
			acknowledged: z.string(),
			branch,
			reason: z.string().optional(),
			/** How many acknowledged commits the branch has lost. */
			missing: z.int().optional(),
			/** True when what was acknowledged last cannot be read here any more. */
			gone: z.boolean().optional(),
		})
		.optional(),
	/** Why the board's own document cannot be used, if so. */
	problem: z.string().optional(),
	/** Tasks that are set apart, the first ones, and how many there are. */
	quarantined: z.array(
		z.strictObject({ task: z.string(), reason: z.string() }),
	),
	quarantined_count: z.int(),
	/** Commits by hand that the next command acknowledges. */
	foreign: z.int().optional(),
	/** Folders below `tasks/` that belong to no task. */
	strays: z.array(z.string()),
	clock_skew_ms: z.int().optional(),
});

export type HealthFacts = z.infer<typeof healthFacts>;

/** A larger difference of clocks is worth a word; from a minute on nothing is written. */
const SKEW_WORTH_SAYING_MS = 10_000;

export const doctor = boardVerb({
	name: "doctor",
	summary:
		"Says what is wrong with the board's branch, and what to do about it.",
	input: z.strictObject({ facts: healthFacts.optional() }),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: ["/doctor"],
	errors: [],
	words: [],
	reads: true,
	run({ input }) {
		const findings = input.facts === undefined ? [] : findingsOf(input.facts);
		return {
			ok: true,
			summary: "doctor",
			data: {
				healthy: findings.length === 0,
				said:
					findings.length === 0
						? "Everything is in order; there is nothing to do."
						: findings.join(" "),
				findings,
				...((input.facts ?? {}) as JsonObject),
			},
		};
	},
});

/** What is wrong and what to do, one sentence or two for each thing. */
export function findingsOf(facts: HealthFacts): readonly string[] {
	const { frozen, problem, quarantined, foreign, strays } = facts;
	const skewMs = Math.abs(facts.clock_skew_ms ?? 0);
	const more = facts.quarantined_count - quarantined.length;
	return [
		...(frozen === undefined ? [] : [frozenFinding(frozen)]),
		...(problem === undefined || frozen !== undefined
			? []
			: [
					`The board cannot be worked on: ${problem}. Mend the file on its branch by hand, or have an administrator choose an earlier state: \`/recover <commit>\`.`,
				]),
		...quarantined.map(
			({ task, reason }) =>
				`Task ${task} is quarantined: ${reason}. Put its last good documents back on the branch, or correct them by hand, and it goes on; until then it is only read.`,
		),
		...(more > 0 ? [`${more} more tasks are quarantined.`] : []),
		...(foreign === undefined
			? []
			: [
					`${foreign} ${foreign === 1 ? "commit" : "commits"} by hand at the end of the branch will be acknowledged with the next command; nothing to do.`,
				]),
		...(strays.length === 0
			? []
			: [
					`There are files on the branch that belong to no task: ${strays.join(", ")}. They are left alone; remove them by hand if nobody needs them.`,
				]),
		...(skewMs < SKEW_WORTH_SAYING_MS
			? []
			: [
					`This machine's clock is ${Math.round(skewMs / 1_000)} s away from the remote's: set it. From 60 s on nothing is written.`,
				]),
	];
}

function frozenFinding(frozen: NonNullable<HealthFacts["frozen"]>): string {
	const { kind, acknowledged, branch: head, missing, gone, reason } = frozen;
	const known = acknowledged.slice(0, 12);
	const now = head?.slice(0, 12) ?? "nothing";
	if (kind === "newer")
		return `The board is read-only here: a newer Baton has written it (${reason ?? "no reason is known"}). Questions are answered from the last state that this version can read, ${known}; commands wait. Update Baton here, and they are carried out; if it was no Baton but an edit by hand, put the old file back.`;
	const what = {
		deleted: `its branch was deleted`,
		"rolled-back": `its branch was rolled back to ${now}`,
		rewritten: `its branch was rewritten and is at ${now}`,
		damaged: `its branch was changed by hand, at ${now}, so that it cannot be gone on from (${reason ?? "no reason is known"})`,
	}[kind];
	const lost =
		missing === undefined
			? ""
			: ` ${missing} acknowledged ${missing === 1 ? "commit is" : "commits are"} missing from it.`;
	const last =
		gone === true
			? " (what was acknowledged last cannot be read here any more):"
			: ": `/recover acknowledged` for what was acknowledged last,";
	return `The board is frozen: ${what}; ${known} was acknowledged last.${lost} Commands wait until an administrator chooses the state to go on from${last} \`/recover branch\` for the branch as it is, \`/recover <commit>\` for another. Putting the commits back by hand does it too.`;
}
