import type { TaskKey } from "../../core/task.ts";
import type { GraphqlFault } from "./ask.ts";
import type { CardWrite } from "./card.ts";
import type { CardMemory } from "./card-memory.ts";
import { CHANGES_AT_ONCE } from "./documents.ts";
import type { OpenProject } from "./open-project.ts";
import type { ProjectApi } from "./project-api.ts";
import type { CardPart } from "./project-settings.ts";

/** A change of one field of a task's card. */
export type PlannedWrite = Omit<CardWrite, "project"> & {
	readonly key: TaskKey;
	readonly part: CardPart;
	/** The option that is replaced. */
	readonly over: string | undefined;
};

/**
 * Writes changes, many with one request, and remembers what cards show from then on. Answers what GitHub would not take; that
 * keeps back none of the others. Throws when GitHub cannot be asked.
 */
export async function writeCards(
	writes: readonly PlannedWrite[],
	door: {
		readonly api: ProjectApi;
		readonly project: OpenProject;
		readonly memory: CardMemory;
	},
): Promise<readonly GraphqlFault[]> {
	const { api, project, memory } = door;
	const faults: GraphqlFault[] = [];
	for (let from = 0; from < writes.length; from += CHANGES_AT_ONCE) {
		const some = writes.slice(from, from + CHANGES_AT_ONCE);
		const outcome = await api.change(
			some.map(({ card, field, change }) => ({
				...{ project: project.id, card, field, change },
			})),
		);
		faults.push(...outcome.faults);
		for (const [index, { key, part, change, over }] of some.entries()) {
			const option = change.kind === "set" ? change.option.id : undefined;
			if (outcome.done[index] === true)
				memory.wrote(key, part, { option, over });
		}
	}
	return faults;
}
