import type { LogFilter } from "./log-filter.ts";

const FIELDS = [
	{ name: "task", label: "Task", hint: "42" },
	{ name: "agent", label: "Agent or account", hint: "backend-1" },
	{ name: "kinds", label: "Kinds", hint: "claim, done, foreign" },
] as const;

/** Which commits are shown, as the address has it. */
export function FilterForm(given: {
	readonly filter: LogFilter;
	readonly onChange: (changes: Readonly<Record<string, string>>) => void;
}) {
	const { filter, onChange } = given;
	const isAny = Object.keys(filter).length > 0;
	return (
		<search>
			<form
				class="row filters"
				// What is in the fields is read as each of them changes.
				onSubmit={(event) => event.preventDefault()}
			>
				{FIELDS.map(({ name, label, hint }) => (
					<label key={name} class="row">
						{label}
						<input
							value={String(filter[name] ?? "")}
							placeholder={hint}
							autocomplete="off"
							spellcheck={false}
							onChange={({ currentTarget }) =>
								onChange({ [name]: currentTarget.value.trim() })
							}
						/>
					</label>
				))}
				{isAny ? (
					<button
						type="button"
						class="plain"
						onClick={() => onChange({ task: "", agent: "", kinds: "" })}
					>
						Show everything
					</button>
				) : null}
			</form>
		</search>
	);
}
