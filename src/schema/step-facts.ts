import { z } from "zod";
import type { CommitFact, RunFact } from "../core/plan/evidence.ts";
import type { CommandProof } from "../core/plan/gates.ts";

const count = z.int().nonnegative();
const sha = z
	.string()
	.regex(/^[0-9a-f]{40}$/, "is not the full name of a commit");

/** What a door found in the repository under the name of a commit. */
export const commitFact = z.union([
	z.strictObject({ known: z.literal(false) }),
	z.strictObject({
		known: z.literal(true),
		sha,
		files: z.array(z.string().max(4_096)).max(3_000),
		insertions: count.optional(),
		deletions: count.optional(),
	}),
]) satisfies z.ZodType<CommitFact>;

/** What came of a command that a door ran. */
export const runFact = z.strictObject({
	exit_code: z.int(),
	output: z.string().max(8_192).optional(),
}) satisfies z.ZodType<RunFact>;

/** The same for the command of a gate, and the tree it ran on. */
export const commandProof = z.strictObject({
	command: z.string().max(4_096),
	exit_code: z.int(),
	duration: z.number().nonnegative().optional(),
	output: z.string().max(8_192).optional(),
	tree: sha.optional(),
}) satisfies z.ZodType<CommandProof>;
