import type { BoardReader } from "../../core/board.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import type { Remark } from "../projection/remark.ts";
import type { GraphqlFault } from "./ask.ts";
import type { Card, CardQuestion, GraphqlBudget, IssueCard } from "./card.ts";
import type { CardMemory } from "./card-memory.ts";
import { CHANGES_AT_ONCE } from "./documents.ts";
import type { OpenProject } from "./open-project.ts";
import { planCard } from "./plan-card.ts";
import type { ProjectApi } from "./project-api.ts";
import { type PlannedWrite, writeCards } from "./write-cards.ts";

/** A task as its card shows it. */
export type CardTask = Pick<
	Task,
	"key" | "status" | "priority" | "version" | "updated_at"
> & {
	readonly issue: number;
};

/** What showing cards works with. */
export interface CardDoor {
	readonly api: ProjectApi;
	readonly project: OpenProject;
	readonly memory: CardMemory;
	readonly nowMs: () => number;
	/** True while somebody's act on an issue's card is still to be heard. */
	readonly isAwaited: (issue: number) => boolean;
	/** Says once on an issue why its card is put back no more. */
	readonly putBack: (issue: number, remark: Remark) => void;
	readonly onRefusal: (what: string) => void;
}

/** What is left after a look at cards. */
export interface Shown {
	/** When a card is to be looked at again, by task. */
	readonly again: ReadonlyMap<TaskKey, number>;
	/** What GitHub would not take. */
	readonly faults: readonly GraphqlFault[];
	readonly budget?: GraphqlBudget;
}

/** What the cards of tasks should show; tasks that cannot be read or have no issue are left out. */
export function cardTasks(
	board: BoardReader,
	keys: readonly TaskKey[],
): readonly CardTask[] {
	return keys.flatMap((key) => {
		const task = board.task(key);
		const issue = task?.issue;
		if (task === undefined || issue === undefined) return [];
		if (board.unreadable(key) !== undefined) return [];
		const { status, priority, version, updated_at } = task;
		return [{ key, issue, status, priority, version, updated_at }];
	});
}

/** The names of the fields that a project's cards are asked for. */
export function questionOf({ id, fields }: OpenProject): CardQuestion {
	return {
		project: id,
		fields: {
			...(fields.status ? { status: fields.status.name } : {}),
			...(fields.priority ? { priority: fields.priority.name } : {}),
		},
	};
}

/** Brings the cards of at most `CARDS_AT_ONCE` tasks in line with the board. Throws when GitHub cannot be asked. */
export async function showCards(
	tasks: readonly CardTask[],
	door: CardDoor,
): Promise<Shown> {
	const { api, project } = door;
	const { cards, budget } = await api.cards(
		tasks.map(({ issue }) => issue),
		questionOf(project),
	);
	const added = await addMissing(tasks, cards, door);
	const again = new Map<TaskKey, number>();
	const writes: PlannedWrite[] = [];
	for (const task of tasks) {
		const card = added.cards.get(task.issue) ?? cards.get(task.issue)?.card;
		if (card === undefined || card.isArchived) continue;
		for (const write of planCard(task, card, door)) {
			if ("atMs" in write) again.set(task.key, write.atMs);
			else writes.push(write);
		}
	}
	const faults = await writeCards(writes, door);
	return {
		again,
		faults: [...added.faults, ...faults],
		...(budget === undefined ? {} : { budget }),
	};
}

/** Puts tasks on the project that are not there; what has ended is not put on it any more. */
async function addMissing(
	tasks: readonly CardTask[],
	present: ReadonlyMap<number, IssueCard>,
	{ api, project }: CardDoor,
): Promise<{ cards: Map<number, Card>; faults: readonly GraphqlFault[] }> {
	const missing = tasks.flatMap(({ issue, status }) => {
		const found = present.get(issue);
		return found === undefined || found.card !== undefined || !isOpen(status)
			? []
			: [{ issue, content: found.content }];
	});
	const cards = new Map<number, Card>();
	const faults: GraphqlFault[] = [];
	for (let from = 0; from < missing.length; from += CHANGES_AT_ONCE) {
		const some = missing.slice(from, from + CHANGES_AT_ONCE);
		const added = await api.add(
			some.map(({ content }) => content),
			questionOf(project),
		);
		faults.push(...added.faults);
		for (const [index, card] of added.done.entries()) {
			const issue = some[index]?.issue;
			if (card !== undefined && issue !== undefined) cards.set(issue, card);
		}
	}
	return { cards, faults };
}
