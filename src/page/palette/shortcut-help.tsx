import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isMac } from "./is-mac.ts";
import { shownKeys } from "./key-name.ts";
import { type Shortcut, shortcutGroups } from "./keys.ts";

const isOpen = signal(false);

/** Shows which keys do what. */
export function openHelp(): void {
	isOpen.value = true;
}

/** Which keys do what on the page that is open. */
export function ShortcutHelp() {
	return isOpen.value ? <Help /> : null;
}

function Help() {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	const close = () => dialog.current?.close();
	return (
		<dialog
			ref={dialog}
			class="shortcuts"
			aria-labelledby="shortcuts-title"
			onClose={() => {
				isOpen.value = false;
			}}
			onKeyDown={(event) => {
				if (event.key === "?") close();
			}}
		>
			<div class="row">
				<h2 id="shortcuts-title">Keyboard shortcuts</h2>
				<button type="button" class="plain" aria-label="Close" onClick={close}>
					×
				</button>
			</div>
			<div class="groups">
				{[...byScope()].map(([scope, shortcuts]) => (
					<section key={scope}>
						<h3>{scope}</h3>
						<dl>
							{shortcuts.map(({ keys, does }) => (
								<div key={keys}>
									<dt>
										{shownKeys(keys, isMac()).map((key, index) => (
											<kbd key={`${index} ${key}`}>{key}</kbd>
										))}
									</dt>
									<dd>{does}</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</dialog>
	);
}

function byScope(): ReadonlyMap<string, readonly Shortcut[]> {
	const scopes = new Map<string, readonly Shortcut[]>();
	for (const { scope, shortcuts } of shortcutGroups.value)
		if (shortcuts.length > 0)
			scopes.set(scope, [...(scopes.get(scope) ?? []), ...shortcuts]);
	return scopes;
}
