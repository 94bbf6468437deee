import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../state/api.ts";
import type { Place } from "../state/place.ts";
import { counted } from "../ui/figures.ts";
import { sayRefused } from "../ui/toasts.tsx";
import { CloneCommand } from "./clone-command.tsx";
import type { LogFilter } from "./log-filter.ts";
import type { LogPage } from "./log-shown.ts";
import { type LogRead, readLog } from "./read-log.ts";
import { saveFile } from "./save-file.ts";

const PAGE = 1_000;

/** Ways to have the log and the board elsewhere. */
export function DownloadPanel(given: {
	readonly place: Place;
	readonly filter: LogFilter;
}) {
	const { place, filter } = given;
	const [said, setSaid] = useState("");
	const work = useRef<AbortController | undefined>(undefined);
	const [isBusy, setBusy] = useState(false);
	useEffect(() => () => work.current?.abort(), []);
	const run = async (save: (ending: AbortSignal) => Promise<string>) => {
		const ending = new AbortController();
		work.current = ending;
		setBusy(true);
		setSaid("Reading…");
		const end = await save(ending.signal);
		setBusy(false);
		setSaid(end);
	};
	const isFiltered = Object.keys(filter).length > 0;
	return (
		<section class="panel" aria-label="Take it with you">
			<h2>Take it with you</h2>
			<div class="row">
				<button
					type="button"
					disabled={isBusy}
					onClick={() =>
						void run((ending) => saveLog({ place, filter, setSaid, ending }))
					}
				>
					{isFiltered ? "These commits as JSON lines" : "Log as JSON lines"}
				</button>
				<button
					type="button"
					disabled={isBusy}
					onClick={() => void run(() => saveBoard(place))}
				>
					Board as JSON
				</button>
				{isBusy ? (
					<button
						type="button"
						class="plain"
						onClick={() => work.current?.abort()}
					>
						Stop
					</button>
				) : null}
				<output class="quiet">{said}</output>
			</div>
			<CloneCommand place={place} />
		</section>
	);
}

async function saveLog(saving: {
	readonly place: Place;
	readonly filter: LogFilter;
	readonly setSaid: (said: string) => void;
	readonly ending: AbortSignal;
}): Promise<string> {
	const { place, filter, setSaid, ending } = saving;
	const { kinds, ...rest } = filter;
	const parts: string[] = [];
	const read = await readLog({
		ask: (before) =>
			ask<LogPage>(place, "feed", {
				...{ ...rest, before, limit: PAGE },
				...(kinds === undefined ? {} : { kinds: [...kinds] }),
			}),
		take(lines, commits) {
			parts.push(lines);
			setSaid(`${counted(commits)} commits read…`);
		},
		pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
		ending,
	});
	if (!read.ok) {
		sayRefused(read);
		return "Not saved.";
	}
	if (ending.aborted) return "Stopped; nothing was saved.";
	saveFile(`${nameOf(place)}-log.jsonl`, parts, "application/jsonl");
	return savedWords(read);
}

function savedWords({ commits, isWhole }: LogRead): string {
	const rest = isWhole ? "" : "; older ones are left out, a clone has them";
	return `${counted(commits)} commits saved, newest first${rest}.`;
}

async function saveBoard(place: Place): Promise<string> {
	const answer = await ask(place, "export");
	if (!answer.ok) {
		sayRefused(answer);
		return "Not saved.";
	}
	const text = JSON.stringify(answer.data, undefined, 2);
	saveFile(`${nameOf(place)}.json`, [text], "application/json");
	return "Saved.";
}

function nameOf({ owner, repo, board }: Place): string {
	return `${owner}-${repo}-${board}`;
}
