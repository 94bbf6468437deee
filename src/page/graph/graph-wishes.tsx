import { useState } from "preact/hooks";
import type { Graph, GraphWish } from "./graph-model.ts";

interface Given {
	readonly graph: Graph;
	readonly wish: GraphWish;
	readonly onWish: (changes: Readonly<Record<string, string>>) => void;
}

/** What of the board is drawn, and how much. */
export function GraphWishes({ graph, wish, onWish }: Given) {
	const [said, setSaid] = useState(wish.around ?? "");
	return (
		<form
			class="row"
			onSubmit={(event) => {
				event.preventDefault();
				onWish({ around: said.trim().replace(/^#/, "") });
			}}
		>
			<label class="row">
				<input
					type="checkbox"
					checked={wish.ended === true}
					onChange={({ currentTarget }) =>
						onWish({ ended: currentTarget.checked ? "1" : "" })
					}
				/>
				with tasks that have ended
			</label>
			<label class="row">
				<input
					type="checkbox"
					checked={wish.loose === true}
					onChange={({ currentTarget }) =>
						onWish({ loose: currentTarget.checked ? "1" : "" })
					}
				/>
				with tasks on their own{graph.loose > 0 ? ` (${graph.loose})` : ""}
			</label>
			<label class="row">
				only around task
				<input
					class="key"
					placeholder="#"
					inputMode="numeric"
					value={said}
					onInput={({ currentTarget }) => setSaid(currentTarget.value)}
				/>
			</label>
			<button type="submit">Show</button>
			{wish.around === undefined ? null : (
				<button
					type="button"
					class="plain"
					onClick={() => {
						setSaid("");
						onWish({ around: "" });
					}}
				>
					Show all tasks
				</button>
			)}
		</form>
	);
}
