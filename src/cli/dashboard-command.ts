import type { RunCommand } from "./command-spec.ts";

/** `baton dashboard`: as text, or with `--web` as the page of the board. */
export const dashboardCommand: RunCommand = async (said, terminal) => {
	if (said.flags.has("web"))
		return (await import("./web-command.ts")).webCommand(said, terminal);
	const { boardView } = await import("./board-view-command.ts");
	return boardView("dashboard")(said, terminal);
};
