import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { openDialog } from "./open-action.ts";

/** A dialog above the page: it keeps the focus while it is there, and puts it back where it was. */
export function Modal({
	title,
	about,
	children,
}: {
	title: string;
	about?: string | undefined;
	children: ComponentChildren;
}) {
	const dialog = useRef<HTMLDialogElement>(null);
	const isGone = useRef(false);
	useLayoutEffect(() => {
		const { current } = dialog;
		current?.showModal();
		return () => {
			isGone.current = true;
			current?.close();
		};
	}, []);
	return (
		<dialog
			ref={dialog}
			class="action"
			aria-labelledby="dialog-title"
			onClose={() => {
				// What is told of a dialog that made place for the next one comes late.
				if (!isGone.current) closeDialog();
			}}
		>
			<div class="inside">
				<h2 id="dialog-title">{title}</h2>
				{about === undefined ? null : <p class="quiet">{about}</p>}
				{children}
			</div>
		</dialog>
	);
}

/** Closes the dialog that is open. */
export function closeDialog(): void {
	openDialog.value = undefined;
}
