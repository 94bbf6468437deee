import { z } from "zod";
import type { GateFacts } from "../core/gate.ts";

const sha = z
	.string()
	.regex(/^[0-9a-f]{40}$/, "is not the full name of a commit");
const text = z.string().max(300);

/** The linked head of a task, as a door found it. */
export const headFact = z.strictObject({
	branch: text.optional(),
	pull_request: z.int().positive().optional(),
	sha,
	state: z.enum(["open", "closed", "merged"]),
});

/** What a door found out about a head before a decision that gates stand before. */
export const gateFacts = z.strictObject({
	head: headFact.optional(),
	guarded: z.boolean().optional(),
	merged_before: z.boolean().optional(),
	fork: z.boolean().optional(),
	checks: z
		.array(
			z.strictObject({
				id: z.int(),
				name: text,
				app: text,
				status: text,
				conclusion: text.nullish(),
				sha,
				url: z.string().max(500).optional(),
				started_at: z.iso.datetime({ precision: 3 }).optional(),
			}),
		)
		.max(200),
}) satisfies z.ZodType<GateFacts>;
