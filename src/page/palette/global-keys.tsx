import { useLocation } from "preact-iso";
import { nextTheme } from "../shell/theme.ts";
import { usePlace } from "../shell/use-place.ts";
import { pathOf } from "../state/place.ts";
import { PALETTE_PAGES } from "./palette-pages.ts";
import { openHelp } from "./shortcut-help.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** The keys that work on every page. */
export function GlobalKeys({ openPalette }: { openPalette: () => void }) {
	const place = usePlace();
	const { route } = useLocation();
	useShortcuts("Everywhere", [
		{
			keys: "mod+k",
			does: "Search and command palette",
			act: openPalette,
		},
		{ keys: "?", does: "This list of keys", act: openHelp },
		{ keys: "t", does: "Next theme", act: nextTheme },
	]);
	useShortcuts(
		"Go to",
		place === undefined
			? []
			: PALETTE_PAGES.map(({ below, name, keys }) => ({
					...{ keys, does: name },
					act: () => route(pathOf(place, below)),
				})),
	);
	return null;
}
