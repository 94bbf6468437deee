import { annotation, plainLine } from "./workflow-command.ts";

/** Something that did not work out, as it was told. */
export interface Trouble {
	readonly what: string;
	readonly error: unknown;
}

/** What a step tells in its log, and what went wrong on the way. */
export interface ActionLog {
	debug(about: unknown, what?: string): void;
	info(what: string): void;
	warn(what: string): void;
	error(about: unknown, what?: string): void;
	readonly onError: (error: unknown, what: string) => void;
	readonly troubles: readonly Trouble[];
}

/** A log that keeps the first so many troubles. */
const MAX_TROUBLES = 100;

/** Makes a step's log. `print` writes one line. */
export function actionLog(
	print: (line: string) => void,
	{ isDebug }: { readonly isDebug: boolean },
): ActionLog {
	const troubles: Trouble[] = [];
	const say = (what: string) => print(plainLine(what));
	return {
		troubles,
		debug(about, what) {
			if (isDebug)
				say(`debug: ${[what, messageOf(about)].filter(Boolean).join(": ")}`);
		},
		info: say,
		warn: (what) => print(annotation("warning", "Baton", what)),
		error(about, what = messageOf(about)) {
			print(annotation("error", "Baton", what));
			if (what !== messageOf(about)) say(messageOf(about));
		},
		onError(error, what) {
			say(`${what}: ${messageOf(error)}`);
			if (troubles.length < MAX_TROUBLES) troubles.push({ what, error });
		},
	};
}

/** What an error says, with what stands behind it. */
export function messageOf(error: unknown): string {
	const { err = error } = Object(error) as { err?: unknown };
	const { message, cause } = Object(err) as {
		message?: unknown;
		cause?: unknown;
	};
	const own = typeof message === "string" ? message : String(err);
	const behind = (Object(cause) as { message?: unknown }).message;
	return typeof behind === "string" && behind !== own
		? `${own} (${behind})`
		: own;
}
