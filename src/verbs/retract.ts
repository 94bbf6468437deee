import { z } from "zod";
import { roleCovers } from "../core/actor.ts";
import { refuse } from "../core/errors.ts";
import { endedOwn, heldByOther } from "../core/lease.ts";
import type { Artifact, Task } from "../core/task.ts";
import { artifactInput, isSamePlace } from "./artifact-list.ts";
import { fence, line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

const { kind, ref, url } = artifactInput.shape;
const artifactId = z
	.string()
	.regex(
		/^a[1-9][0-9]{0,5}$/,
		"is no artifact of a task: use an id such as a3",
	);

export const retract = taskVerb({
	name: "retract",
	summary:
		"Takes an artifact back: it no longer counts, and stays listed as retracted.",
	input: z
		.strictObject({
			artifact: artifactId.optional(),
			kind: kind.optional(),
			ref,
			url,
			reason: line(300).optional(),
			fence,
			version,
		})
		.refine(
			({ artifact, kind, ref, url }) =>
				(artifact !== undefined) !==
				(kind !== undefined && (ref !== undefined || url !== undefined)),
			"needs either an id, such as `/retract a3`, or kind and ref, such as `/retract pr 57`",
		),
	role: "triage",
	doors: SPOKEN,
	examples: ['/retract a3 "the wrong branch"', "/retract pr 57"],
	errors: [
		"VALIDATION",
		"NOT_FOUND",
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"STALE",
	],
	words: ([first = "", ...others]) => {
		const isId = /^a\d+$/.test(first);
		const reason = (isId ? others : others.slice(1)).join(" ");
		return {
			...(first === "" ? {} : isId ? { artifact: first } : { kind: first }),
			...(isId || others[0] === undefined ? {} : { ref: others[0] }),
			...(reason === "" ? {} : { reason }),
		};
	},
	run({ draft, command, input, config, task }) {
		const held = roleCovers(command.role, "write")
			? undefined
			: heldByOther(task, command, config);
		const refusal = endedOwn(task, command) ?? held;
		if (refusal !== undefined) return refusal;
		const found = meant(task, input);
		if (found === undefined)
			return refuse(
				"NOT_FOUND",
				`Task ${task.key} has no such artifact.`,
				"`/show` lists what it has.",
				{ artifacts: task.artifacts.slice(0, 20).map(({ id }) => id) },
			);
		const summary = `${found.id} by ${command.agent}`;
		if (found.retracted === true)
			return {
				ok: true,
				summary,
				data: { artifact: found.id, retracted: 0 },
			};
		draft.setTask({
			...task,
			artifacts: task.artifacts.map((one) =>
				one === found ? { ...one, retracted: true } : one,
			),
		});
		// The note keeps who, when and why where a worker sees it.
		remark(draft, task.key, {
			body: `Retracted artifact ${found.id} (${found.kind} ${found.ref ?? found.url})${input.reason === undefined ? "." : `: ${input.reason}`}`,
			command,
		});
		return { ok: true, summary, data: { artifact: found.id, retracted: 1 } };
	},
});

/** The artifact that is meant: by its id, else by kind and place, the one that still counts before those that do not. */
function meant(
	{ artifacts }: Task,
	wanted: {
		artifact?: string | undefined;
		kind?: string | undefined;
		ref?: string | undefined;
		url?: string | undefined;
	},
): Artifact | undefined {
	if (wanted.artifact !== undefined)
		return artifacts.find(({ id }) => id === wanted.artifact);
	const { kind = "", ref, url } = wanted;
	const there = artifacts.filter((one) => isSamePlace(one, { kind, ref, url }));
	return there.find(({ retracted }) => retracted !== true) ?? there.at(-1);
}
