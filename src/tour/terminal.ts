/** Everything stays readable in a terminal of this many columns. */
const COLUMNS = 80;
/** Who waits longer than this wants to know what for. */
const PATIENCE_MS = 1_000;

/** What a terminal understands for each style. */
const CODES = {
	bold: 1,
	dim: 2,
	red: 31,
	green: 32,
	yellow: 33,
	cyan: 36,
} as const;
export type Style = keyof typeof CODES;

/** Where the tour prints. */
export interface Terminal {
	/** Prints a paragraph behind a lead such as `  ✓ `, wrapped so that all of it stands below its beginning. */
	print(text: string, as?: { lead?: string; style?: Style }): void;
	/** Prints a text of several lines, each behind the lead. */
	quote(text: string, as: { lead: string; style?: Style }): void;
	/** Shows, on a terminal only, how long this has been waited for; the answer ends that. */
	waiting(what: string): () => void;
}

/** A terminal on a stream. What is in `secrets` never gets out. */
export function makeTerminal(
	stream: NodeJS.WriteStream,
	{ noColor, secrets }: { noColor: boolean; secrets: readonly string[] },
): Terminal {
	const waits = new Map<symbol, { what: string; sinceMs: number }>();
	let isProgressShown = false;
	const clear = () => {
		if (isProgressShown) stream.write("\r\u001b[K");
		isProgressShown = false;
	};
	const paint = (text: string, style: Style | undefined) =>
		style === undefined || noColor || stream.isTTY !== true
			? text
			: `\u001b[${CODES[style]}m${text}\u001b[0m`;
	const put = (
		lines: readonly string[],
		{ lead = "", style }: { lead?: string; style?: Style | undefined },
	) => {
		clear();
		const below = " ".repeat(lead.length);
		for (const [index, line] of lines.entries())
			stream.write(`${index === 0 ? lead : below}${paint(line, style)}\n`);
	};
	const showProgress = () => {
		const [oldest] = waits.values();
		const waitedMs = performance.now() - (oldest?.sinceMs ?? Infinity);
		if (oldest === undefined || waitedMs < PATIENCE_MS) return;
		clear();
		const text = `… waiting for ${oldest.what} (${Math.floor(waitedMs / 1_000)} s)`;
		stream.write(paint(cut(text, COLUMNS - 1), "dim"));
		isProgressShown = true;
	};
	return {
		print(text, as = {}) {
			const width = COLUMNS - (as.lead?.length ?? 0);
			put(wrap(tame(text, secrets), width), as);
		},
		quote(text, as) {
			const width = COLUMNS - as.lead.length;
			for (const line of text.trimEnd().split("\n"))
				for (const part of wrap(tame(line, secrets), width)) put([part], as);
		},
		waiting(what) {
			if (stream.isTTY !== true) return () => {};
			const key = Symbol(what);
			waits.set(key, { what, sinceMs: performance.now() });
			const timer = setInterval(showProgress, 250);
			return () => {
				clearInterval(timer);
				waits.delete(key);
				if (waits.size === 0) clear();
			};
		},
	};
}

/** A text without anything that a terminal would obey, and without secrets. */
function tame(text: string, secrets: readonly string[]): string {
	return secrets
		.reduce((left, secret) => left.replaceAll(secret, "[hidden]"), text)
		.replace(/\p{Cc}/gu, " ");
}

function cut(line: string, width: number): string {
	return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** Breaks between words; a word that is longer than a line has one of its own. */
function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= width)
			lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
}
