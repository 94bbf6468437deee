import { usePlace } from "../shell/use-place.ts";
import { CommandDialog } from "./command-dialog.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { openDialog } from "./open-action.ts";

/** The dialog that is open. */
export function OpenDialog() {
	const place = usePlace();
	const now = openDialog.value;
	if (place === undefined || now === undefined) return null;
	const { name, card } = now;
	// Another action is another dialog, with nothing filled in.
	const key = `${name} ${card?.key ?? ""}`;
	if (name === "command")
		return <CommandDialog key={key} card={card} place={place} />;
	if (name === "move" && card !== undefined && now.ways === undefined)
		return <MoveDialog key={key} card={card} />;
	return <FormDialog key={key} open={now} place={place} />;
}
