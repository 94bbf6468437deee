import { useState } from "preact/hooks";
import type { Refused } from "../state/api.ts";
import type { Place } from "../state/place.ts";
import { actionOf } from "./action.ts";
import { fieldsOf } from "./fields-of.ts";
import { FormField } from "./form-field.tsx";
import { inputFrom, lacking } from "./input-from.ts";
import { closeDialog, Modal } from "./modal.tsx";
import { moveInput, type OpenDialog, reopening } from "./open-action.ts";
import { RefusedNote } from "./refused-note.tsx";
import { RoleNote } from "./role-note.tsx";
import { sayAction } from "./say-action.ts";
import { WayChoice } from "./way-choice.tsx";

/** Asks for what an action needs, and says it. What was said for a state that is no more can be said again for the new one. */
export function FormDialog({
	open,
	place,
}: {
	open: OpenDialog;
	place: Place;
}) {
	const form = useForm(open, place);
	const { name, card, fields, filled, refused, isReady, submit } = form;
	const title = actionOf(name).title.replace("…", "");
	return (
		<Modal
			title={card === undefined ? title : `${title}: ${card.key}`}
			about={card?.title}
		>
			<form
				class="stack"
				onSubmit={(event) => {
					event.preventDefault();
					if (isReady) void submit();
				}}
			>
				<RoleNote name={name} />
				<WayChoice ways={open.ways ?? []} chosen={name} choose={form.setName} />
				{fields.map((field) => (
					<FormField
						key={field.name}
						field={field}
						value={filled[field.name]}
						say={(value) => form.setFilled({ ...filled, [field.name]: value })}
					/>
				))}
				<RefusedNote refused={refused} />
				<p class="row buttons">
					<button type="button" onClick={closeDialog}>
						Not now
					</button>
					<button type="submit" class="primary" disabled={!isReady}>
						{refused?.code === "STALE" ? `${title} all the same` : title}
					</button>
				</p>
			</form>
		</Modal>
	);
}

function useForm(open: OpenDialog, place: Place) {
	const [name, setName] = useState(open.name);
	const [filled, setFilled] = useState(open.filled ?? {});
	const [card, setCard] = useState(open.card);
	const [refused, setRefused] = useState<Refused>();
	const [isSaying, setSaying] = useState(false);
	const isPlan = card?.plan?.next === "APPROVAL";
	const fields = fieldsOf(name, { isPlan });
	const missing = lacking(fields, filled);
	const submit = async () => {
		setSaying(true);
		setRefused(undefined);
		const input = {
			...moveInput(name, open.to),
			...inputFrom(fields, filled),
			...reopening(name, card),
		};
		const { answer, fresh } = await sayAction(place, {
			name,
			card,
			input,
			isQuiet: true,
		});
		setSaying(false);
		if (answer.ok) return closeDialog();
		if (fresh !== undefined) setCard(fresh);
		setRefused(answer);
	};
	const isReady = missing.length === 0 && !isSaying;
	return {
		...{ name, setName, filled, setFilled, card, fields },
		...{ refused, isReady, submit },
	};
}
