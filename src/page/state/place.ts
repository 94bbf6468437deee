/** Where a board is, as addresses of the page say it. */
export interface Place {
	readonly owner: string;
	readonly repo: string;
	readonly board: string;
}

const PATH = /^\/boards\/([^/]+)\/([^/]+)\/([^/]+)/;

/** The board that a path is about. */
export function placeIn(path: string): Place | undefined {
	const found = PATH.exec(path);
	if (found === null) return undefined;
	const [owner = "", repo = "", board = ""] = found.slice(1).map(decodedOrAsIs);
	return { owner, repo, board };
}

/** The address of a board's page; `below` begins with a slash. */
export function pathOf({ owner, repo, board }: Place, below = ""): string {
	const [ownerPart, repoPart, boardPart] = [owner, repo, board].map(
		encodeURIComponent,
	);
	return `/boards/${ownerPart}/${repoPart}/${boardPart}${below}`;
}

function decodedOrAsIs(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
