import type { Card } from "../state/card.ts";
import type { Place } from "../state/place.ts";
import { CommandForm } from "./command-form.tsx";
import { closeDialog, Modal } from "./modal.tsx";
import { RefusedNote } from "./refused-note.tsx";
import { useCommand } from "./use-command.ts";

/** Says any verb: typed as in a comment, or filled in below, where it shows how the line is understood. */
export function CommandDialog({
	card,
	place,
}: {
	card: Card | undefined;
	place: Place;
}) {
	const command = useCommand(place, card);
	const { refused, told, fact, submit } = command;
	const title = "Say a command";
	return (
		<Modal
			title={card === undefined ? title : `${title}: ${card.key}`}
			about={card?.title}
		>
			<form
				class="stack"
				onSubmit={(event) => {
					event.preventDefault();
					void submit();
				}}
			>
				<CommandForm command={command} />
				<RefusedNote refused={refused} />
				{told === undefined ? null : <pre class="told">{told}</pre>}
				<p class="row buttons">
					<button type="button" onClick={closeDialog}>
						Close
					</button>
					<button type="submit" class="primary" disabled={fact === undefined}>
						Say it
					</button>
				</p>
			</form>
		</Modal>
	);
}
