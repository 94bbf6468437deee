/** One event of a stream of Server-Sent Events; `data` is written as JSON on one line, `id` must have no line end. */
export interface StreamEvent {
	readonly event: "feed" | "cursor" | "reset";
	/** The cursor to go on with after it. */
	readonly id: string;
	readonly data: object;
}

/** An event as the stream carries it. */
export function frameOf({ event, id, data }: StreamEvent): string {
	return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What keeps a quiet stream open. */
export const PULSE = ": still here\n\n";

/** The start of every stream: how long whoever loses it waits before coming again. */
export const OPENING = "retry: 2000\n\n";
