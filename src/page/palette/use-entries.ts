import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { ActionName } from "../actions/action.ts";
import { around } from "../actions/around.ts";
import { BOARD_ACTIONS, offeredActions } from "../actions/offered.ts";
import { openAction } from "../actions/open-action.ts";
import { cardOf } from "../board/card-of.ts";
import { nextTheme, theme } from "../shell/theme.ts";
import { usePlace } from "../shell/use-place.ts";
import { board } from "../state/board.ts";
import { pathOf } from "../state/place.ts";
import { session, speakAs, speaker } from "../state/session.ts";
import {
	actionEntries,
	foundEntries,
	pageEntries,
	personEntries,
	type SearchHit,
	taskEntries,
} from "./palette-entries.ts";
import type { PaletteEntry } from "./palette-entry.ts";

/** All that can be chosen now: for a task, on the board of the address, by whoever speaks. */
export function useEntries(
	task: string | undefined,
	hits: readonly SearchHit[],
): readonly PaletteEntry[] {
	const { route, path } = useLocation();
	const place = usePlace();
	const now = board.value;
	const who = session.value;
	const shown = theme.value;
	// What may be done is worked out from this.
	const known = around.value;
	return useMemo(() => {
		const go = (below: string) => {
			if (place !== undefined) route(pathOf(place, below));
		};
		const open = (key: string) => go(`/task/${encodeURIComponent(key)}`);
		const users =
			typeof who === "object" && who.form === "embedded" ? who.users : [];
		const columns = now !== undefined && "columns" in now ? now.columns : [];
		const card = task === undefined ? undefined : cardOf(task);
		const act = (name: ActionName) => openAction(name, card);
		return [
			...(card === undefined
				? []
				: actionEntries(offeredActions(card), act, card)),
			...(place === undefined
				? []
				: actionEntries(BOARD_ACTIONS, (name) => openAction(name))),
			...(place === undefined ? [] : pageEntries(go)),
			...taskEntries(columns, open),
			...foundEntries(hits, open),
			...personEntries(users, speaker.peek(), speakAs),
			{
				id: "looks theme",
				kind: "looks",
				text: "Next theme",
				detail: `now ${shown}`,
				keys: "t",
				act: nextTheme,
			},
		];
	}, [path, now, who, shown, hits, route, known, task]);
}
