import { useEffect, useState } from "preact/hooks";
import { onNews } from "../state/board.ts";
import {
	afterEvents,
	afterReset,
	NO_NEWS,
	type Revisions,
} from "./revisions.ts";

/** Follows a task by the news of the open board. */
export function useRevisions(key: string): Revisions {
	const [revisions, setRevisions] = useState(NO_NEWS);
	useEffect(
		() =>
			onNews((news) =>
				setRevisions((now) =>
					news.kind === "reset"
						? afterReset(now)
						: afterEvents(now, news.events, key),
				),
			),
		[key],
	);
	return revisions;
}
