import type { BoardPlace } from "../engine/board-door.ts";
import { openBrowser } from "./open-browser.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the address of a board's page, and opens it in the browser where there is one. `origin` is the server's. */
export async function showPage(
	origin: string,
	{ owner, repo, board }: BoardPlace,
	{ terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): Promise<void> {
	const path = [owner, repo, board].map(encodeURIComponent).join("/");
	const url = `${origin}/boards/${path}`;
	terminal.out(json ? JSON.stringify({ url }, undefined, 2) : url);
	if (!(await openBrowser(url, terminal)))
		terminal.err("No browser could be started: open that address yourself.");
}
