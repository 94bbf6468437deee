import { useState } from "preact/hooks";

/** Asks for a moment to look back at, in the reader's own time. */
export function AsOfForm({ choose }: { choose: (instant: string) => void }) {
	const [said, setSaid] = useState("");
	const ms = Date.parse(said);
	return (
		<form
			class="row task-as-of"
			onSubmit={(event) => {
				event.preventDefault();
				if (!Number.isNaN(ms)) choose(new Date(ms).toISOString());
			}}
		>
			<label class="row">
				<span class="quiet">As of</span>
				<input
					type="datetime-local"
					step="1"
					value={said}
					onInput={(event) => setSaid(event.currentTarget.value)}
				/>
			</label>
			<button type="submit" disabled={Number.isNaN(ms)}>
				Look back
			</button>
		</form>
	);
}
