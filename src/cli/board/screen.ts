import type { ReadStream, WriteStream } from "node:tty";

/** A terminal that is drawn on as a whole, and read key by key. */
export interface Screen {
	size(): { readonly width: number; readonly rows: number };
	/** Draws lines over what was there. */
	draw(lines: readonly string[]): void;
	/** Gives the terminal back as it was. Said again it does nothing. */
	leave(): void;
}

/** The parts of a terminal that a screen needs; those of this process. */
export interface Tty {
	readonly input: Pick<
		ReadStream,
		"isTTY" | "setRawMode" | "on" | "off" | "resume" | "pause"
	>;
	readonly output: Pick<WriteStream, "write" | "on" | "off"> & {
		readonly columns?: number;
		readonly rows?: number;
	};
}

const ESC = "\u001b[";
/** Another screen, so that what was there comes back, and no cursor on it. */
const ENTER = `${ESC}?1049h${ESC}?25l`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;
const HOME = `${ESC}H`;
const CLEAR_LINE = `${ESC}K`;
const CLEAR_BELOW = `${ESC}J`;

const SIZE = { width: 80, rows: 24 } as const;
/** q, Ctrl-C and Ctrl-D: in raw mode no key is a signal. */
const LEAVING_KEYS = ["q", "Q", "\u0003", "\u0004"];
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Takes the terminal over. `quit` is called when somebody wants to leave, `resized` when lines have to be drawn anew. */
export function openScreen(
	{ input, output }: Tty,
	{
		quit,
		resized,
	}: { readonly quit: () => void; readonly resized: () => void },
): Screen {
	const onKey = (bytes: Buffer) => {
		const keys = bytes.toString("latin1");
		if (LEAVING_KEYS.some((key) => keys.includes(key))) quit();
	};
	let isOpen = true;
	const leave = () => {
		if (!isOpen) return;
		isOpen = false;
		output.off("resize", resized);
		input.off("data", onKey);
		for (const signal of SIGNALS) process.off(signal, quit);
		process.off("exit", leave);
		if (input.isTTY) input.setRawMode(false);
		input.pause();
		output.write(LEAVE);
	};
	output.write(ENTER);
	// Whatever ends this process, nobody is left with a screen without a cursor.
	process.on("exit", leave);
	for (const signal of SIGNALS) process.on(signal, quit);
	if (input.isTTY) {
		input.setRawMode(true);
		input.on("data", onKey);
		input.resume();
	}
	output.on("resize", resized);
	return {
		size: () => ({
			width: output.columns || SIZE.width,
			rows: output.rows || SIZE.rows,
		}),
		draw(lines) {
			// One write from the top, over what was there: clearing first is what flickers.
			const text = lines.map((line) => `${line}${CLEAR_LINE}`).join("\r\n");
			if (isOpen) output.write(`${HOME}${text}${CLEAR_BELOW}`);
		},
		leave,
	};
}
