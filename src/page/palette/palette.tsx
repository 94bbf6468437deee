import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { sayRefused } from "../ui/toasts.tsx";
import { GlobalKeys } from "./global-keys.tsx";
import { hearKeys } from "./keys.ts";
import { taskInFocus } from "./task-in-focus.ts";

interface Dialog {
	readonly task: string | undefined;
	readonly onClose: () => void;
}

/** The task that it was opened for; absent while it is closed. */
const opened = signal<{ readonly task: string | undefined } | undefined>(
	undefined,
);
const Loaded = signal<ComponentType<Dialog> | undefined>(undefined);

/** Opens the command palette, for the task that has the focus or else the page. */
export function openPalette(): void {
	opened.value = { task: taskInFocus() };
	if (Loaded.value === undefined) void load();
}

async function load(): Promise<void> {
	try {
		Loaded.value = (await import("./palette-dialog.tsx")).PaletteDialog;
	} catch {
		opened.value = undefined;
		sayRefused({
			ok: false,
			code: "UNREACHABLE",
			message: "The palette could not be loaded.",
			hint: "Try again as soon as the server answers.",
		});
	}
}

/** The command palette, and the keys that work everywhere. */
export function Palette() {
	useLayoutEffect(hearKeys, []);
	const Shown = Loaded.value;
	return (
		<>
			<GlobalKeys openPalette={openPalette} />
			{opened.value === undefined || Shown === undefined ? null : (
				<Shown
					task={opened.value.task}
					onClose={() => {
						opened.value = undefined;
					}}
				/>
			)}
		</>
	);
}
