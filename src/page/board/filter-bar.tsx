import { openAction } from "../actions/open-action.ts";
import { type Filter, NO_FILTER, queryOf } from "./filter.ts";
import { FilterChoice } from "./filter-choice.tsx";
import { FilterText } from "./filter-text.tsx";

const PRIORITIES = ["urgent", "high", "normal", "low"];
const FLAGS = [
	["mine", "Mine"],
	["blocked", "Held up"],
	["overdue", "Overdue"],
] as const;

/** What there is to choose from, and how much of it is shown. */
export interface FilterBarShown {
	readonly filter: Filter;
	readonly people: readonly string[];
	readonly labels: readonly string[];
	readonly matches: number;
	readonly count: number;
	readonly set: (filter: Filter, replaces?: boolean) => void;
}

/** Chooses which cards are shown; the address has the choice. */
export function FilterBar({
	filter,
	people,
	labels,
	matches,
	count,
	set,
}: FilterBarShown) {
	const isOn = queryOf(filter) !== "";
	return (
		<search class="filters" aria-label="Filter the board">
			<FilterText
				value={filter.text}
				say={(text) => set({ ...filter, text }, true)}
			/>
			<Choices {...{ filter, people, labels, set }} />
			{FLAGS.map(([name, title]) => (
				<button
					key={name}
					type="button"
					class="toggle"
					aria-pressed={filter[name]}
					onClick={() => set({ ...filter, [name]: !filter[name] })}
				>
					{title}
				</button>
			))}
			<output class="quiet matches">
				{isOn
					? `${matches} of ${count} tasks`
					: `${count} ${count === 1 ? "task" : "tasks"}`}
			</output>
			<button
				type="button"
				class="plain"
				disabled={!isOn}
				onClick={() => set(NO_FILTER)}
			>
				Clear
			</button>
			<span class="room" />
			<button
				type="button"
				class="primary"
				onClick={() => openAction("enroll")}
			>
				New task
			</button>
		</search>
	);
}

function Choices({
	filter,
	people,
	labels,
	set,
}: Pick<FilterBarShown, "filter" | "people" | "labels" | "set">) {
	return (
		<>
			<FilterChoice
				label="Anybody"
				name="Who"
				value={filter.who}
				values={people}
				say={(who) => set({ ...filter, who })}
			/>
			<FilterChoice
				label="Any label"
				name="Label"
				value={filter.label}
				values={labels}
				say={(label) => set({ ...filter, label })}
			/>
			<FilterChoice
				label="Any priority"
				name="Priority"
				value={filter.priority}
				values={PRIORITIES}
				say={(priority) =>
					set({ ...filter, priority: priority as Filter["priority"] })
				}
			/>
		</>
	);
}
