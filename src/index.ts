import type { Probot } from "probot";
import { BOARD_NAME, boardOpener, gitHostOf } from "./board-opener.ts";
import { BUILD } from "./build.ts";
import { connect } from "./github/app.ts";

/** The Probot app: what `probot run` loads. Reads `BATON_HOME` and, through Probot, `GHE_HOST` and `GHE_PROTOCOL`. */
export default function baton(probot: Probot): void {
	const host = process.env.GHE_HOST;
	const apiUrl =
		host === undefined
			? "https://api.github.com"
			: `${process.env.GHE_PROTOCOL ?? "https"}://${host}/api/v3`;
	const home = process.env.BATON_HOME ?? ".baton";
	const app = connect(probot, {
		openBoard: boardOpener({ gitHost: gitHostOf(apiUrl), home, build: BUILD }),
		board: BOARD_NAME,
		nowMs: Date.now,
	});
	void app.sweep();
}
