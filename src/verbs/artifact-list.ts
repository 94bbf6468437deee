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
	said: ArtifactInput,
	command: Command,
):
	| { readonly ok: true; readonly task: Task; readonly artifact: Artifact }
	| Refusal {
	const added = normalised(said);
	const [same, ...others] = task.artifacts.filter(
		(one) => one.retracted !== true && isSamePlace(one, added),
	);
	if (same !== undefined) return merged(task, { same, others, added });
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

/** What is at a place already: the one that stays, and others that turn out to be the same. */
interface Same {
	readonly same: Artifact;
	readonly others: readonly Artifact[];
	readonly added: ArtifactInput;
}

function merged(
	task: Task,
	{ same, others, added }: Same,
): { readonly ok: true; readonly task: Task; readonly artifact: Artifact } {
	const isNews = (["ref", "url", "hash", "title"] as const).some(
		(field) => added[field] !== undefined && added[field] !== same[field],
	);
	if (!isNews && others.length === 0) return { ok: true, task, artifact: same };
	const artifact: Artifact = Object.assign({}, ...others, same, added);
	const artifacts = task.artifacts.map((one) => {
		if (one === same) return artifact;
		return others.includes(one) ? { ...one, retracted: true } : one;
	});
	return { ok: true, task: { ...task, artifacts }, artifact };
}

type Place = Pick<ArtifactInput, "kind" | "ref" | "url">;

/** True for the same kind of thing at the same place: where both name a ref they agree, where both name an address as well. */
export function isSamePlace(first: Place, second: Place): boolean {
	const [one, other] = [normalised(first), normalised(second)];
	const hasRefs = one.ref !== undefined && other.ref !== undefined;
	const hasUrls = one.url !== undefined && other.url !== undefined;
	return (
		one.kind === other.kind &&
		(hasRefs || hasUrls) &&
		(!hasRefs || one.ref === other.ref) &&
		(!hasUrls || one.url === other.url)
	);
}

/** A pull request is named by its number, however it was written; an address given in its place is kept as such. */
function normalised<P extends Place>(place: P): P {
	const { kind, ref, url } = place;
	if (kind !== "pr" || ref === undefined) return place;
	const number = /^#?([1-9][0-9]*)$/.exec(ref)?.[1];
	if (number !== undefined) return { ...place, ref: number };
	const inAddress = /^https?:\/\/\S+\/pull\/([1-9][0-9]*)(?=$|[/?#])/.exec(ref);
	return inAddress === null
		? place
		: { ...place, ref: inAddress[1], url: url ?? inAddress[0] };
}
