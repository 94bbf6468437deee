import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { learnVerbs } from "../actions/verb-facts.ts";
import { usePlace } from "../shell/use-place.ts";
import { EntryList, optionId } from "./entry-list.tsx";
import type { PaletteEntry } from "./palette-entry.ts";
import { PaletteField } from "./palette-field.tsx";
import { rankEntries } from "./rank-entries.ts";
import { useEntries } from "./use-entries.ts";
import { useFound } from "./use-found.ts";

/** The open palette: a field, and below it what it means. The dialog keeps the focus in, and gives it back when it closes. */
export function PaletteDialog({
	task,
	onClose,
}: {
	task: string | undefined;
	onClose: () => void;
}) {
	const dialog = useRef<HTMLDialogElement>(null);
	const [query, setQuery] = useState("");
	const [active, setActive] = useState(0);
	const place = usePlace();
	const found = useFound(place, query);
	const entries = useEntries(task, found.hits);
	const groups = useMemo(() => rankEntries(entries, query), [entries, query]);
	const offered = groups.flatMap((group) => group.entries);
	const at = Math.min(active, offered.length - 1);
	const chosen = offered[at];

	useEffect(() => {
		dialog.current?.showModal();
		if (place !== undefined) learnVerbs(place);
	}, []);
	useEffect(() => {
		document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" });
	}, [at]);

	function choose(entry: PaletteEntry): void {
		dialog.current?.close();
		entry.act();
	}

	function onKeyDown(event: KeyboardEvent): void {
		if (event.isComposing) return;
		const isMod = event.ctrlKey || event.metaKey;
		const step = stepOf(event);
		if (step !== 0)
			setActive((at + step + offered.length) % Math.max(1, offered.length));
		else if (event.key === "Enter" && chosen !== undefined) choose(chosen);
		else if (isMod && event.key.toLowerCase() === "k") dialog.current?.close();
		else return;
		event.preventDefault();
	}

	return (
		<dialog
			ref={dialog}
			class="palette"
			aria-label="Search and commands"
			onClose={onClose}
			onKeyDown={onKeyDown}
			onClick={(event) => {
				if (event.target === event.currentTarget) dialog.current?.close();
			}}
		>
			<PaletteField
				query={query}
				active={chosen === undefined ? undefined : optionId(at)}
				onQuery={(text) => {
					setQuery(text);
					setActive(0);
				}}
			/>
			<EntryList
				groups={groups}
				at={at}
				onPoint={setActive}
				onChoose={choose}
			/>
			<p class="palette-foot quiet" role="status">
				{offered.length === 0
					? found.isAsking
						? "Searching…"
						: `Nothing is called or says “${query.trim()}”.`
					: `${offered.length} offered${found.isAsking ? ", searching…" : ""}`}
			</p>
		</dialog>
	);
}

/** How far a key moves the choice. */
function stepOf({ key, ctrlKey }: KeyboardEvent): number {
	if (key === "ArrowDown" || (ctrlKey && key === "n")) return 1;
	if (key === "ArrowUp" || (ctrlKey && key === "p")) return -1;
	return 0;
}
