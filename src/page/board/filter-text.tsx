import { useEffect, useRef, useState } from "preact/hooks";

const PAUSE_MS = 150;

/** The words to filter by, said a moment after the last key. */
export function FilterText({
	value,
	say,
}: {
	value: string;
	say: (text: string) => void;
}) {
	const [text, setText] = useState(value);
	const said = useRef(value);
	const latest = useRef(say);
	latest.current = say;
	useEffect(() => {
		// The address was changed by something else, such as the way back.
		if (value !== said.current) {
			said.current = value;
			setText(value);
		}
	}, [value]);
	useEffect(() => {
		if (text === said.current) return undefined;
		const timer = setTimeout(() => {
			said.current = text;
			latest.current(text);
		}, PAUSE_MS);
		return () => clearTimeout(timer);
	}, [text]);
	return (
		<input
			type="search"
			id="filter-text"
			aria-label="Words in titles, labels and names"
			placeholder="Filter…  ( / )"
			value={text}
			maxLength={200}
			onInput={(event) => setText(event.currentTarget.value)}
			onKeyDown={(event) => {
				if (event.key === "Escape") event.currentTarget.blur();
			}}
		/>
	);
}
