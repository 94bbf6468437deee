/** A status as people read it: `in_progress` is "in progress". */
export function statusWords(status: string): string {
	return status.replaceAll("_", " ");
}

const TONES: Readonly<Record<string, string>> = {
	in_progress: "info",
	review: "info",
	blocked: "warn",
	done: "good",
	dead_letter: "bad",
};

/** The tone of a badge that tells a status; empty where it is neither good nor bad news. */
export function statusTone(status: string): string {
	return TONES[status] ?? "";
}
