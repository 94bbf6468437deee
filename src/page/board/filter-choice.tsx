/** One of several values to filter by, or any. */
export function FilterChoice({
	label,
	name,
	value,
	values,
	say,
}: {
	/** What stands for "any". */
	label: string;
	name: string;
	value: string;
	values: readonly string[];
	say: (value: string) => void;
}) {
	// What the address says is shown even where no card has it any more.
	const all =
		value === "" || values.includes(value) ? values : [value, ...values];
	return (
		<select
			aria-label={name}
			value={value}
			class={value === "" ? "" : "on"}
			onChange={(event) => say(event.currentTarget.value)}
		>
			<option value="">{label}</option>
			{all.map((one) => (
				<option key={one} value={one}>
					{one}
				</option>
			))}
		</select>
	);
}
