import type { Status } from "../../core/status.ts";

/** A status as people read it, and what its column says while it is empty. */
export interface StatusWords {
	readonly name: string;
	readonly empty: string;
}

const WORDS: Readonly<Record<Status, StatusWords>> = {
	backlog: { name: "Backlog", empty: "Nothing is put off." },
	ready: { name: "Ready", empty: "Nothing waits to be claimed." },
	in_progress: { name: "In progress", empty: "Nobody is at work." },
	blocked: { name: "Blocked", empty: "Nothing is held up." },
	review: { name: "Review", empty: "Nothing waits for a review." },
	done: { name: "Done", empty: "Nothing is done yet." },
	cancelled: { name: "Cancelled", empty: "Nothing was cancelled." },
	dead_letter: { name: "Put aside", empty: "Nothing was given up." },
};

/** The words for a status. */
export function words(status: Status): StatusWords {
	return WORDS[status];
}
