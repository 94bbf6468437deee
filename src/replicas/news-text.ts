import type { BoardNews } from "../engine/board-share.ts";

/** News of a board on its way between processes. */
export interface Message {
	/** Names the board among all that a Redis server serves. */
	readonly board: string;
	/** The process that tells. */
	readonly from: string;
	readonly news: BoardNews;
}

const MAX_LENGTH = 2_000;
const OID = /^[0-9a-f]{40}$/;

/** A message as it is sent. */
export function printMessage(message: Message): string {
	return JSON.stringify(message);
}

/** The message that a text is; undefined for anything else, whoever sent it. */
export function readMessage(text: string): Message | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const said = parse(text);
	const news = readNews(said?.news);
	return typeof said?.board === "string" &&
		typeof said.from === "string" &&
		news !== undefined
		? { board: said.board, from: said.from, news }
		: undefined;
}

function readNews(value: unknown): BoardNews | undefined {
	const { kind, head, issue, sha } = Object(value) as Record<string, unknown>;
	if (kind === "moved" && isOid(head)) return { kind, head };
	if (kind === "checks" && isOid(sha)) return { kind, sha };
	if (kind === "comments" && Number.isSafeInteger(issue))
		return { kind, issue: issue as number };
	return undefined;
}

function isOid(value: unknown): value is string {
	return typeof value === "string" && OID.test(value);
}

function parse(text: string): Record<string, unknown> | undefined {
	try {
		return Object(JSON.parse(text)) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}
