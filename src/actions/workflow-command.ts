/** How a line of a step's log is shown. */
export type AnnotationLevel = "error" | "warning" | "notice";

/** A log beyond this says nothing more to anybody. */
const MAX_UNITS = 4_000;

/** The line that makes the runner show an annotation. Title and message may hold anybody's words: none of them is obeyed. */
export function annotation(
	level: AnnotationLevel,
	title: string,
	message: string,
): string {
	return `::${level} title=${escapedProperty(title)}::${escaped(cut(message))}`;
}

/** The line that has the runner hide a secret wherever a later line shows it. */
export function maskLine(secret: string): string {
	return `::add-mask::${escaped(secret)}`;
}

/** A line of the log that the runner takes for nothing else, whoever's words are in it. */
export function plainLine(text: string): string {
	return `baton: ${withoutOldCommands(cut(text)).replace(/[\r\n\u2028\u2029]+/g, " ")}`;
}

function escaped(text: string): string {
	return withoutOldCommands(text)
		.replaceAll("%", "%25")
		.replaceAll("\r", "%0D")
		.replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
	return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The runner also obeys `##[command]`, wherever in a line it stands. */
function withoutOldCommands(text: string): string {
	return text.replaceAll("##[", "## [");
}

function cut(text: string): string {
	return text.length <= MAX_UNITS ? text : `${text.slice(0, MAX_UNITS)}…`;
}
