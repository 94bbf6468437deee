import { WORD_JOINER } from "./markdown.ts";

/** What would become live, each with the place behind or before which it is parted. */
const LIVE: readonly (readonly [RegExp, string])[] = [
	[/@/g, `$&${WORD_JOINER}`],
	[/#(?=[0-9])/g, `$&${WORD_JOINER}`],
	[/\bGH(?=\\?-[0-9])/gi, `$&${WORD_JOINER}`],
	// An entity may stand for any of the others.
	[/&(?=[#a-z])/gi, `$&${WORD_JOINER}`],
	[/<(?=!--)/g, `$&${WORD_JOINER}`],
	// Addresses of issues and the like are references; others stay links.
	[
		/\b(?:https?(?=\\?:)|www(?=\.))(?=\S{0,300}\/(?:issues|pull|discussions|commit)\/)/gi,
		`$&${WORD_JOINER}`,
	],
	[/^[^\S\n\r\u2028\u2029]*(?=\/)/gm, `$&${WORD_JOINER}`],
];

/**
 * Somebody else's text of several lines as an issue of ours shows it: nothing in it is a mention, a reference, a command or a
 * mark, wherever it stands; its markdown stays. Word joiners are all that is added, and `saidText` takes them away again.
 */
export function quietText(said: string): string {
	// Those that the text itself holds come twice, so that they are told from the added ones.
	const doubled = said.replaceAll(WORD_JOINER, WORD_JOINER.repeat(2));
	return LIVE.reduce(
		(text, [live, parted]) => text.replace(live, parted),
		doubled,
	);
}

/** The text that `quietText` was given, from what it made of it. A text that people changed since is read the same way. */
export function saidText(quiet: string): string {
	return quiet.replace(JOINERS, ({ length }) =>
		WORD_JOINER.repeat(Math.floor(length / 2)),
	);
}

const JOINERS = new RegExp(`${WORD_JOINER}+`, "g");
