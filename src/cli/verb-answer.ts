import type { Json, JsonObject } from "../core/errors.ts";
import type { Done } from "../engine/answer.ts";
import type { BoardPlace } from "../engine/board-door.ts";
import { cliWords } from "./cli-words.ts";
import { dataText, safeLines } from "./data-text.ts";
import { type Look, shown } from "./page.ts";
import { taskTable } from "./task-table.ts";
import type { Terminal } from "./terminal.ts";
import { lookOf } from "./terminal-look.ts";
import { verbDialect } from "./verb-dialect.ts";
import { briefMarkdown } from "./worker/brief-markdown.ts";

/** Where an answer came from, and how it is shown. */
interface Shown {
	readonly place: BoardPlace;
	readonly look: Look;
}

type Lines = readonly string[];

/** An answer as a person reads it. */
export function verbAnswer(
	answer: Done,
	{ place, terminal }: { place: BoardPlace; terminal: Terminal },
): string {
	const print = PRINTERS[answer.verb] ?? anyAnswer;
	const lines = print(answer, { place, look: lookOf(terminal) });
	const warnings = (answer.data.warnings ?? []) as readonly string[];
	return [...lines, ...warnings.flatMap((one) => safe(`warning: ${one}`))].join(
		"\n",
	);
}

const PRINTERS: Readonly<
	Record<string, (answer: Done, shown: Shown) => Lines>
> = {
	claim: claimed,
	"claim-next": claimed,
	context: ({ data }) => brief(data),
	next: candidates,
	wait: candidates,
	list: listed,
	explain: ({ data }) => safe(typed(String(data.said))),
};

/** The lease first: whoever works by it needs its end, and its name. */
function claimed(answer: Done, { place, look }: Shown): Lines {
	const { task = "", data } = answer;
	const { owner, repo, board } = place;
	const step = data.step_id === undefined ? "" : `/${data.step_id}`;
	const lease = `${owner}/${repo}/${board}:${task}${step}@${data.fence}`;
	const title = (data.context as JsonObject | undefined)?.title;
	const named = title === undefined ? "" : `: ${shown(String(title), look)}`;
	return [
		look.style.bold(`${task}${step}${named}`),
		...safe(`${data.agent} holds it until ${data.expires_at ?? data.until}`),
		...safe(`lease ${lease}`),
		"",
		...(typeof data.prompt === "string"
			? safe(data.prompt)
			: data.context === undefined
				? rest(data)
				: brief(data.context as JsonObject)),
	];
}

function brief(value: JsonObject): Lines {
	const task = value.task as JsonObject | undefined;
	const row = task === undefined ? [] : safe(dataText(task));
	const title = value.title === undefined ? [] : safe(`# ${value.title}`);
	return [
		...title,
		"",
		...row,
		"",
		...safe(briefMarkdown({ ...value, left_out: leftOut(value) })),
	];
}

/** What is left out is read by commands, which are typed otherwise here. */
function leftOut({ left_out: rows }: JsonObject): Json | undefined {
	return (rows as readonly JsonObject[] | undefined)?.map((row) => ({
		...row,
		read: typed(`\`${row.read}\``).slice(1, -1),
	}));
}

function candidates({ data }: Done, { look }: Shown): Lines {
	const { task, candidates: several, ...others } = data;
	const rows = (several ?? (task === null ? [] : [task])) as JsonObject[];
	const count = Number(others.count ?? rows.length);
	const more = count - rows.length;
	return [
		...(rows.length === 0
			? ["There is no task to claim now."]
			: taskTable(rows, look)),
		...(more > 0 ? [`and ${more} more`] : []),
		...rest({ limits: others.limits, passed_over: others.passed_over }),
	];
}

function listed({ data }: Done, { look }: Shown): Lines {
	const rows = (data.tasks ?? []) as readonly JsonObject[];
	const { next, count } = data;
	return [
		...(rows.length === 0 ? ["No tasks."] : taskTable(rows, look)),
		...(typeof next === "string"
			? [`${rows.length} of ${count}; the others: --after ${next}`]
			: []),
	];
}

/** What there is no page of its own for. */
function anyAnswer({ verb, task, version, data }: Done): Lines {
	const { said, markdown, warnings: _warnings, ...facts } = data;
	const told = said ?? markdown;
	if (typeof told === "string") return safe(told);
	const head = [verb, ...(task === undefined ? [] : [task])].join(" ");
	const changed = version === undefined ? "" : `, version ${version}`;
	return [`${head}: done${changed}`, ...rest(facts)];
}

function rest(facts: JsonObject): Lines {
	const text = dataText(facts);
	return text === "" ? [] : text.split("\n");
}

function safe(value: Json | undefined): Lines {
	return safeLines(String(value ?? "").trimEnd());
}

/** Words of ours, with commands as they are typed here. */
function typed(text: string): string {
	return cliWords(verbDialect(text));
}
