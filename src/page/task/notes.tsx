import { Markdown } from "../ui/markdown.tsx";
import { ShowMore } from "../ui/show-more.tsx";
import { Unanswered } from "../ui/unanswered.tsx";
import { When } from "../ui/when.tsx";
import type { Asked } from "./asked.ts";
import type { PageOf } from "./page-of.ts";
import type { NoteTold } from "./told.ts";
import { usePages } from "./use-pages.ts";

interface NotesTold {
	readonly notes: readonly NoteTold[];
	/** The question that shows the notes before these. */
	readonly older?: string;
}

const KINDS: Readonly<Record<string, readonly [string, string]>> = {
	decision: ["good", "decision"],
	handoff: ["warn", "hand-off"],
	field: ["info", "found"],
	note: ["", "note"],
};

/** What was remarked about the task, the newest first. */
export function Notes({ place, taskKey, revisions }: Asked) {
	const fields = { task: taskKey, part: "notes" };
	const { page, refused, more, isReading } = usePages<NotesTold, NoteTold>({
		question: { place, verb: "show", fields },
		...{ revision: revisions.of.notes, pageIn, idOf },
	});
	return (
		<section aria-labelledby="notes">
			<h3 id="notes">Notes</h3>
			{page === undefined ? <Unanswered why={refused} /> : null}
			{page?.items.length === 0 ? (
				<p class="quiet">Nobody has left a note.</p>
			) : null}
			<ul class="plain task-notes">
				{page?.items.map((note) => (
					<NoteItem key={note.id} note={note} />
				))}
			</ul>
			<ShowMore more={more} isReading={isReading} of="older notes" />
		</section>
	);
}

function NoteItem({ note }: { note: NoteTold }) {
	const { kind, body, agent, role, at, to } = note;
	const [tone, words] = KINDS[kind] ?? ["", kind];
	return (
		<li>
			<p class="row">
				<span class={`badge ${tone}`}>{words}</span>
				<span>
					<b>{agent}</b> <span class="quiet">{role}</span>
					{to === undefined ? null : ` to ${to}`} <When at={at} />
				</span>
			</p>
			<Markdown text={body} top={4} />
		</li>
	);
}

function pageIn({ notes, older }: NotesTold): PageOf<NoteTold> {
	return {
		items: notes,
		...(older === undefined ? {} : { older: notes.at(-1)?.id }),
	};
}

function idOf({ id }: NoteTold): string {
	return id;
}
