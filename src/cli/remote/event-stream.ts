/** An event of a `text/event-stream`. */
export interface StreamEvent {
	/** `message` unless the stream names it. */
	readonly event: string;
	readonly data: string;
	/** The last id that was told, with this event or before it. */
	readonly id: string | undefined;
}

/** An event that never ends is none. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Reads the events of a `text/event-stream` (HTML standard, section 9.2): fields in lines, an empty line behind each event,
 * comments left out. Throws when an event is longer than 4 MB.
 */
export async function* readEvents(
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamEvent> {
	let id: string | undefined;
	let event = "";
	let data: string[] = [];
	for await (const line of linesOf(chunks)) {
		if (line === "") {
			if (data.length > 0)
				yield { event: event || "message", data: data.join("\n"), id };
			event = "";
			data = [];
			continue;
		}
		const [, field = "", value = ""] =
			/^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
		if (field === "event") event = value;
		else if (field === "id" && !value.includes("\0")) id = value;
		else if (field === "data") data.push(value);
		const characters = data.reduce((sum, one) => sum + one.length, 0);
		if (characters > MAX_CHARACTERS) throw new Error("an event is too long");
	}
}

/** Lines end with a line feed, a carriage return, or both. What the stream ends in the middle of is dropped. */
async function* linesOf(
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of chunks) {
		rest += decoder.decode(chunk, { stream: true });
		// The line feed of a pair may still be on its way.
		const held = rest.endsWith("\r") ? "\r" : "";
		const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\r|\n/);
		rest = `${lines.pop() ?? ""}${held}`;
		yield* lines;
		if (rest.length > MAX_CHARACTERS) throw new Error("a line is too long");
	}
}
