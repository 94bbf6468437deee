import type { ProjectConfig } from "../../core/config.ts";
import { STATUSES, type Status } from "../../core/status.ts";
import { PRIORITIES, type Priority } from "../../core/task.ts";

/** What a card shows of its task, each in a field of its own. */
export const CARD_PARTS = ["status", "priority"] as const;
export type CardPart = (typeof CARD_PARTS)[number];

/** The values of a part, in the order in which a new field gets its options. */
export const PART_VALUES: Readonly<Record<CardPart, readonly string[]>> = {
	status: STATUSES,
	priority: PRIORITIES,
};

/** Names of options in order of preference: the first that a field has is meant, the very first is made in a new field. */
export type OptionNames = Readonly<Record<string, readonly string[]>>;

/** Where a board is shown, every default written out. */
export interface ProjectSettings {
	readonly owner: string;
	readonly number: number;
	readonly fields: Readonly<Record<CardPart, string>>;
	readonly names: Readonly<Record<CardPart, OptionNames>>;
}

/** A new project of GitHub's has the options Todo, In Progress and Done; its templates have Backlog, Ready and In review too. */
const STATUS_NAMES: Readonly<Record<Status, readonly string[]>> = {
	backlog: ["Backlog", "Todo"],
	ready: ["Ready", "Todo"],
	in_progress: ["In progress"],
	blocked: ["Blocked", "Todo"],
	review: ["In review", "Review", "In progress"],
	done: ["Done"],
	cancelled: ["Cancelled", "Canceled", "Done"],
	dead_letter: ["Failed", "Blocked", "Todo"],
};
const PRIORITY_NAMES: Readonly<Record<Priority, readonly string[]>> = {
	urgent: ["Urgent", "P0"],
	high: ["High", "P1"],
	normal: ["Normal", "Medium", "P2"],
	low: ["Low", "P3"],
};

/** The settings that a config comes to in a repository of this owner. A name that config gives is the only one that will do. */
export function projectSettings(
	config: ProjectConfig,
	repositoryOwner: string,
): ProjectSettings {
	return {
		owner: config.owner ?? repositoryOwner,
		number: config.number,
		fields: {
			status: config.fields?.status ?? "Status",
			priority: config.fields?.priority ?? "Priority",
		},
		names: {
			status: withOwn(STATUS_NAMES, config.statuses),
			priority: withOwn(PRIORITY_NAMES, config.priorities),
		},
	};
}

function withOwn(
	names: OptionNames,
	own: { readonly [value: string]: string | undefined } = {},
): OptionNames {
	return Object.fromEntries(
		Object.entries(names).map(([value, standard]) => {
			const name = own[value];
			return [value, name === undefined ? standard : [name]];
		}),
	);
}
