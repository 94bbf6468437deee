/** One event as a listener hears it. */
export interface HeardEvent {
	readonly event: string;
	readonly id: string;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into events as listeners do.
	readonly data: any;
}

/** A stream of Server-Sent Events, read one at a time. */
export interface EventReader {
	readonly response: Response;
	/** The next event; undefined when the stream has ended. */
	next(): Promise<HeardEvent | undefined>;
	/** The first event that fits. Throws when the stream ends before. */
	until(fits: (event: HeardEvent) => boolean): Promise<HeardEvent>;
	close(): void;
}

export async function listenTo(
	url: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
	const ending = new AbortController();
	const response = await fetch(url, { headers, signal: ending.signal });
	const frames = framesOf(response);
	const next = async () => (await frames.next()).value ?? undefined;
	return {
		response,
		next,
		async until(fits) {
			for (;;) {
				const event = await next();
				if (event === undefined) throw new Error("the stream has ended");
				if (fits(event)) return event;
			}
		},
		close: () => ending.abort(),
	};
}

async function* framesOf(
	response: Response,
): AsyncGenerator<HeardEvent, undefined> {
	let left = "";
	const decoder = new TextDecoder();
	for await (const chunk of response.body ?? []) {
		left += decoder.decode(chunk as Uint8Array, { stream: true });
		const frames = left.split("\n\n");
		left = frames.pop() ?? "";
		for (const frame of frames) {
			const field = (name: string) =>
				new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
			const [event, id, data] = ["event", "id", "data"].map(field);
			if (event !== undefined && id !== undefined)
				yield { event, id, data: JSON.parse(data ?? "null") };
		}
	}
	return undefined;
}
