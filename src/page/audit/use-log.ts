import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ask, type Refused } from "../state/api.ts";
import { onNews } from "../state/board.ts";
import type { Place } from "../state/place.ts";
import { speaker } from "../state/session.ts";
import { isWanted, type LogFilter } from "./log-filter.ts";
import {
	type LogPage,
	type LogShown,
	withFresh,
	withNews,
	withOlder,
} from "./log-shown.ts";

const ROWS = 50;
const NEAR_TOP_PX = 120;

/** The log of a board as it is shown, and what can be done with it. */
export interface Log {
	/** Undefined until it was read. */
	readonly shown: LogShown | undefined;
	readonly refused: Refused | undefined;
	readonly isReading: boolean;
	more(): void;
	showFresh(): void;
}

/** Reads the newest commits that a filter asks for and keeps them so. */
export function useLog(place: Place | undefined, filter: LogFilter): Log {
	const who = speaker.value;
	const asked = JSON.stringify([place, filter, who]);
	const [shown, setShown] = useState<LogShown>();
	const [refused, setRefused] = useState<Refused>();
	const [isReading, setReading] = useState(false);
	const now = useRef({ asked, shown });
	now.current = { asked, shown };

	const read = useCallback(
		async (before: string) => {
			if (place === undefined || who === undefined) return;
			setReading(true);
			const answer = await ask<LogPage>(place, "feed", {
				...{ before, limit: ROWS, task: filter.task, agent: filter.agent },
				...(filter.kinds === undefined ? {} : { kinds: [...filter.kinds] }),
			});
			// Something else was asked for meanwhile.
			if (now.current.asked !== asked) return;
			setReading(false);
			setRefused(answer.ok ? undefined : answer);
			if (!answer.ok) return;
			setShown((known) => {
				if (before === "head") return { ...answer.data, fresh: [] };
				// The log may have been read anew meanwhile, and this is no longer what comes next.
				return known?.older === before ? withOlder(known, answer.data) : known;
			});
		},
		[asked],
	);

	useEffect(() => {
		setShown(undefined);
		void read("head");
		return onNews((news) => {
			const known = now.current.shown;
			if (news.kind === "reset" || known === undefined) {
				void read("head");
				return;
			}
			const wanted = news.events.filter((event) => isWanted(event, filter));
			const next = withNews(known, wanted, scrollY < NEAR_TOP_PX);
			if (next === undefined) void read("head");
			else setShown(next);
		});
	}, [read]);

	return {
		...{ shown, refused, isReading },
		more: () => void read(shown?.older ?? "head"),
		showFresh() {
			setShown((known) => known && withFresh(known));
			scrollTo({ top: 0 });
		},
	};
}
