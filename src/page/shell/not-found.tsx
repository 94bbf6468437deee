import { Refusal } from "./refusal.tsx";

/** What an address leads to that no page has. */
export function NotFound() {
	return (
		<Refusal
			title="No such page"
			message="Nothing has this address."
			hint="A board is at /boards/owner/repository/board."
		/>
	);
}
