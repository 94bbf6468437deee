import type { ActionName } from "./action.ts";
import { around } from "./around.ts";

/** Says to whoever may only look, before anything is typed, that this asks for more. */
export function RoleNote({ name }: { name: ActionName }) {
	const { role, needed } = around.value;
	const asks = needed?.[name];
	if (role !== "read" || asks === undefined || asks === "read") return null;
	return (
		<p class="quiet">
			You have the role read here; this asks for {asks} and will be refused,
			unless the board lets your agent do it.
		</p>
	);
}
