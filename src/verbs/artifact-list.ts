import { z } from "zod";
import type { Command } from "../core/command.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Artifact, Task } from "../core/task.ts";
import { line } from "./fields.ts";

/** What a caller says of an artifact: a kind, and where it is. */
export const artifactInput = z
	.strictObject({
		kind: z
			.string()
			.regex(
				/^[a-z][a-z0-9_-]{0,29}$/,
				"is no kind of artifact: use pr, branch, commit, file, report or another word of lower-case letters",
			),
		ref: line(300).optional(),
		url: z
			.url({ protocol: /^https?$/ })
			.max(2_000)
			.optional(),
		hash: z
			.string()
			.regex(/^[0-9a-f]{7,64}$/, "is not a hash")
			.optional(),
		title: line(200).optional(),
	})
	.refine(
		(artifact) => artifact.ref !== undefined || artifact.url !== undefined,
		"needs a ref, such as `/artifact pr 57`, or a `url=`",
	);

export type ArtifactInput = z.output<typeof artifactInput>;

/** How many artifacts a task keeps, retracted ones included. */
const MAX_ARTIFACTS = 200;

/** The task with an artifact more; the same kind and place again is the same artifact. */
export function withArtifact(
	task: Task,
	added: ArtifactInput,
	command: Command,
):
	| { readonly ok: true; readonly task: Task; readonly artifact: Artifact }
	| Refusal {
	const same = task.artifacts.find(
		(one) =>
			one.kind === added.kind &&
			one.ref === added.ref &&
			one.url === added.url &&
			one.retracted !== true,
	);
	if (
		same !== undefined &&
		(added.hash === undefined || same.hash === added.hash)
	)
		return { ok: true, task, artifact: same };
	if (task.artifacts.length >= MAX_ARTIFACTS) {
		return refuse(
			"QUOTA_EXCEEDED",
			`Task ${task.key} has ${MAX_ARTIFACTS} artifacts, as many as it may.`,
			"Point to a folder or a pull request instead of single files.",
			{ limit: MAX_ARTIFACTS },
		);
	}
	const artifact: Artifact = {
		id: `a${task.artifacts.length + 1}`,
		...added,
		by: command.agent,
		at: command.now,
	};
	return {
		ok: true,
		task: { ...task, artifacts: [...task.artifacts, artifact] },
		artifact,
	};
}
