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

/**
 * The task with an artifact more. The same kind at the same place is the same artifact: what is told anew of it (a hash, a
 * title, the other way to it) is merged in, and nothing new leaves the task as it is.
 */
export function withArtifact(
	task: Task,
	added: ArtifactInput,
	command: Command,
):
	| { readonly ok: true; readonly task: Task; readonly artifact: Artifact }
	| Refusal {
	const same = task.artifacts.find(
		(one) => one.retracted !== true && isSamePlace(one, added),
	);
	if (same !== undefined) return merged(task, same, added);
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

function merged(
	task: Task,
	same: Artifact,
	added: ArtifactInput,
): { readonly ok: true; readonly task: Task; readonly artifact: Artifact } {
	const isNews = (["ref", "url", "hash", "title"] as const).some(
		(field) => added[field] !== undefined && added[field] !== same[field],
	);
	if (!isNews) return { ok: true, task, artifact: same };
	const artifact: Artifact = { ...same, ...added };
	const artifacts = task.artifacts.map((one) =>
		one === same ? artifact : one,
	);
	return { ok: true, task: { ...task, artifacts }, artifact };
}

type Place = Pick<ArtifactInput, "kind" | "ref" | "url">;

/** True for the same kind of thing at the same place: where both name a ref they agree, where both name an address as well. */
export function isSamePlace(one: Place, other: Place): boolean {
	const hasRefs = one.ref !== undefined && other.ref !== undefined;
	const hasUrls = one.url !== undefined && other.url !== undefined;
	return (
		one.kind === other.kind &&
		(hasRefs || hasUrls) &&
		(!hasRefs || one.ref === other.ref) &&
		(!hasUrls || one.url === other.url)
	);
}
