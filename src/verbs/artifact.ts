import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import type { JsonObject } from "../core/errors.ts";
import { endedOwn, heldByOther } from "../core/lease.ts";
import type { Artifact } from "../core/task.ts";
import {
	type ArtifactInput,
	artifactInput,
	withArtifact,
} from "./artifact-list.ts";
import { fence, version } from "./fields.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

const { kind, ...fields } = artifactInput.shape;

/** How many artifacts one command links. */
const MAX_AT_ONCE = 50;

export const artifact = taskVerb({
	name: "artifact",
	summary:
		"Links what the work produced: a pull request, a branch, a commit, a file. The same place again is the same artifact.",
	input: z
		.strictObject({
			fence,
			version,
			kind: kind.optional(),
			...fields,
			artifacts: z
				.array(artifactInput)
				.min(1)
				.max(MAX_AT_ONCE)
				.optional()
				.describe("Several at once, each {kind, ref or url, hash, title}"),
		})
		.refine(
			({ kind, ref, url, artifacts }) =>
				artifacts !== undefined ||
				(kind !== undefined && (ref !== undefined || url !== undefined)),
			"needs a kind and a ref, such as `/artifact pr 57`, or a `url=`",
		)
		.refine(
			({ kind, ref, url, hash, title, artifacts }) =>
				artifacts === undefined ||
				[kind, ref, url, hash, title].every((field) => field === undefined),
			"takes either one artifact or a list of them",
		),
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/artifact pr 57",
		"/artifact report url=https://github.com/acme/demo/actions/runs/1",
	],
	errors: [
		"VALIDATION",
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["kind", "ref"],
	payload: "artifacts",
	run({ draft, command, input, config, task }) {
		const { fence: _fence, version: _version, artifacts, ...one } = input;
		// A pull request decides what the task is judged by: that is its holder's, or for those who could take it away.
		const isGuarded =
			(artifacts ?? [one]).some(({ kind }) => kind === "pr") &&
			!roleCovers(command.role, "write");
		const refusal =
			endedOwn(task, command) ??
			(isGuarded ? heldByOther(task, command, config) : undefined);
		if (refusal !== undefined) return refusal;
		const linked: Artifact[] = [];
		let now = task;
		for (const added of artifacts ?? [one as ArtifactInput]) {
			const next = withArtifact(now, added, command);
			if (!next.ok) return next;
			now = next.task;
			linked.push(next.artifact);
		}
		draft.setTask(now);
		const added = now.artifacts.length - task.artifacts.length;
		return {
			ok: true,
			summary: `${linked.map(({ id }) => id).join(", ")} by ${command.agent}`,
			data: {
				...(artifacts === undefined
					? { artifact: linked[0] as unknown as JsonObject }
					: { artifacts: linked as unknown as JsonObject[] }),
				added,
			},
		};
	},
});
