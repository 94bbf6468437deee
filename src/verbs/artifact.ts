import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { endedOwn } from "../core/lease.ts";
import { artifactInput, withArtifact } from "./artifact-list.ts";
import { version } from "./fields.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const artifact = taskVerb({
	name: "artifact",
	summary:
		"Links something the work produced: a pull request, a branch, a commit, a file.",
	input: z
		.strictObject({ version, ...artifactInput.shape })
		.refine(
			({ ref, url }) => ref !== undefined || url !== undefined,
			"needs a ref, such as `/artifact pr 57`, or a `url=`",
		),
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/artifact pr 57",
		"/artifact report url=https://github.com/acme/demo/actions/runs/1",
	],
	errors: ["VALIDATION", "QUOTA_EXCEEDED", "STALE"],
	words: ["kind", "ref"],
	run({ draft, command, input, task }) {
		const ended = endedOwn(task, command);
		if (ended !== undefined) return ended;
		const { version: _version, ...fields } = input;
		const linked = withArtifact(task, fields, command);
		if (!linked.ok) return linked;
		if (linked.task !== task) draft.setTask(linked.task);
		return {
			ok: true,
			summary: `${linked.artifact.id} by ${command.agent}`,
			data: { artifact: linked.artifact as unknown as JsonObject },
		};
	},
});
