import { isMac } from "./is-mac.ts";
import { shownKeys } from "./key-name.ts";
import type { EntryGroup, EntryKind, PaletteEntry } from "./palette-entry.ts";

const HEADINGS: Readonly<Record<EntryKind, string>> = {
	action: "Do",
	page: "Pages",
	task: "Tasks",
	found: "Tasks that say it",
	person: "Speak as",
	looks: "Looks",
};

/** The id of the option at a place among all that are offered. */
export function optionId(at: number): string {
	return `palette-option-${at}`;
}

/** What the palette offers, under headings; `at` is the place of the one that Enter takes. */
export function EntryList({
	groups,
	at,
	onPoint,
	onChoose,
}: {
	groups: readonly EntryGroup[];
	at: number;
	onPoint: (at: number) => void;
	onChoose: (entry: PaletteEntry) => void;
}) {
	let next = 0;
	return (
		<div id="palette-list" role="listbox" aria-label="Offered" class="offers">
			{groups.map(({ kind, entries }) => (
				// biome-ignore lint/a11y/useSemanticElements: a listbox may have groups, not fieldsets.
				<div key={kind} role="group" aria-labelledby={`palette-${kind}`}>
					<div id={`palette-${kind}`} class="kind" role="presentation">
						{HEADINGS[kind]}
					</div>
					{entries.map((entry) => {
						const index = next++;
						return (
							<Offer
								key={entry.id}
								{...{ entry, index, isChosen: index === at }}
								{...{ onPoint, onChoose }}
							/>
						);
					})}
				</div>
			))}
		</div>
	);
}

function Offer({
	entry,
	index,
	isChosen,
	onPoint,
	onChoose,
}: {
	entry: PaletteEntry;
	index: number;
	isChosen: boolean;
	onPoint: (at: number) => void;
	onChoose: (entry: PaletteEntry) => void;
}) {
	return (
		// The field keeps the focus and hears the keys of the list.
		// biome-ignore lint/a11y/useKeyWithClickEvents: see above.
		<div
			id={optionId(index)}
			role="option"
			aria-selected={isChosen}
			tabIndex={-1}
			class="offer"
			onMouseDown={(event) => event.preventDefault()}
			onMouseMove={() => onPoint(index)}
			onClick={() => onChoose(entry)}
		>
			<span class="text">{entry.text}</span>
			{entry.detail === undefined ? null : (
				<span class="quiet">{entry.detail}</span>
			)}
			{entry.keys === undefined ? null : (
				<span class="keys" aria-hidden="true">
					{shownKeys(entry.keys, isMac()).map((key, at) => (
						<kbd key={`${at} ${key}`}>{key}</kbd>
					))}
				</span>
			)}
		</div>
	);
}
