import { z } from "zod";

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
	/** What is on the branch and belongs to nothing. */
	strays: z.array(z.string()),
	/** Documents beside the tasks that cannot be read, each with the reason. */
	unreadable: z.array(z.string()).optional(),
	clock_skew_ms: z.int().optional(),
});

export type HealthFacts = z.infer<typeof healthFacts>;
