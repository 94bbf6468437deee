import type { RunCommand } from "./command-spec.ts";
import { printMisuse } from "./misuse.ts";
import { namedServer } from "./remote/named-server.ts";
import { runBeside } from "./run-beside.ts";
import { showPage } from "./show-page.ts";
import { EXIT } from "./terminal.ts";

/**
 * `baton dashboard --web`: opens the page of a board in the browser. On a server it is there already; for the repository at hand a
 * program of its own serves it until Ctrl-C.
 */
export const webCommand: RunCommand = async (said, terminal) => {
	const server = namedServer(said, terminal);
	if (server === undefined) {
		const json = said.json ? { json: "true" } : {};
		return runBeside("page-server.mjs", { ...said.values, ...json }, terminal);
	}
	if ("problem" in server) return printMisuse(terminal, server, said.json);
	await showPage(server.url.origin, server.place, {
		terminal,
		json: said.json,
	});
	return EXIT.ok;
};
