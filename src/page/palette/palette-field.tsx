/** Where one says what to look for; `active` is the id of what Enter would choose. */
export function PaletteField({
	query,
	active,
	onQuery,
}: {
	query: string;
	active: string | undefined;
	onQuery: (text: string) => void;
}) {
	return (
		<input
			type="text"
			role="combobox"
			aria-label="Search tasks, pages and actions"
			aria-expanded="true"
			aria-controls="palette-list"
			aria-autocomplete="list"
			aria-activedescendant={active}
			placeholder="Search tasks, pages and actions…"
			autocomplete="off"
			spellcheck={false}
			maxLength={200}
			value={query}
			onInput={(event) => onQuery(event.currentTarget.value)}
		/>
	);
}
