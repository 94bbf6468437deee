import type { Field } from "./fields-of.ts";
import { PeopleList } from "./people-list.tsx";

/** A field of a dialog with its label. */
export function FormField({
	field,
	value,
	say,
}: {
	field: Field;
	value: string | boolean | undefined;
	say: (value: string | boolean) => void;
}) {
	const { name, label, kind, hint, isNeeded = false } = field;
	const id = `field-${name}`;
	if (kind === "flag")
		return (
			<label class="flag">
				<input
					type="checkbox"
					checked={value === true}
					onChange={(event) => say(event.currentTarget.checked)}
				/>
				<span>
					{label}
					{hint === undefined ? null : <small class="quiet"> {hint}</small>}
				</span>
			</label>
		);
	return (
		<div class="field">
			<label for={id}>
				{label}
				{isNeeded ? "" : <small class="quiet"> (if any)</small>}
			</label>
			<Input {...{ field, id, say }} value={String(value ?? "")} />
			{hint === undefined ? null : (
				<small id={`${id}-hint`} class="quiet">
					{hint}
				</small>
			)}
		</div>
	);
}

function Input({
	field: { kind, values = [], hint, isNeeded = false },
	id,
	value,
	say,
}: {
	field: Field;
	id: string;
	value: string;
	say: (value: string) => void;
}) {
	const said = {
		id,
		value,
		required: isNeeded,
		"aria-describedby": hint === undefined ? undefined : `${id}-hint`,
	};
	if (kind === "choice")
		return (
			<select {...said} onChange={(event) => say(event.currentTarget.value)}>
				<option value="">not said</option>
				{values.map((one) => (
					<option key={one}>{one}</option>
				))}
			</select>
		);
	if (kind === "text")
		return (
			<textarea
				{...said}
				rows={4}
				onInput={(event) => say(event.currentTarget.value)}
			/>
		);
	return (
		<>
			<input
				{...said}
				type={kind === "date" ? "date" : "text"}
				autocomplete="off"
				list={kind === "people" ? `${id}-people` : undefined}
				onInput={(event) => say(event.currentTarget.value)}
			/>
			{kind === "people" ? <PeopleList id={`${id}-people`} /> : null}
		</>
	);
}
