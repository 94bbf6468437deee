import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { openDialog } from "./open-action.ts";

/** Shows the dialog of the action that was opened; what it is made of is loaded with the first of them. */
export function Hands() {
	const [Dialog, setDialog] = useState<FunctionComponent>();
	const isOpen = openDialog.value !== undefined;
	useEffect(() => {
		if (!isOpen || Dialog !== undefined) return;
		void import("./open-dialog.tsx").then((file) =>
			setDialog(() => file.OpenDialog),
		);
	}, [isOpen, Dialog]);
	return isOpen && Dialog !== undefined ? <Dialog /> : null;
}
