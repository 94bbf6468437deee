import { randomUUID } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { actionLog } from "./actions/action-log.ts";
import type { OpenBoard } from "./actions/open-door.ts";
import { runAction } from "./actions/run-action.ts";
import { BOARD_NAME, openRepositoryBoard } from "./open-repository-board.ts";

/** A job's token is good for as long as the job: there is no other one to ask for. */
const openBoard: OpenBoard = ({ context, ...about }) =>
	openRepositoryBoard({
		...about,
		gitHost: context.serverUrl,
		cache: join(context.tempDir, "baton"),
		token: () => Promise.resolve(context.token),
	});

const print = (line: string) => void process.stdout.write(`${line}\n`);

runAction({
	...{ env: process.env, print, pause, openBoard, fetch },
	board: BOARD_NAME,
	log: actionLog(print, { isDebug: process.env.RUNNER_DEBUG === "1" }),
	throttle: process.env.BATON_THROTTLE !== "off",
	nowMs: Date.now,
	newSecret: randomUUID,
	readText: (path) => readFile(path, "utf8"),
	appendText: appendFile,
}).then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.exitCode = 1;
		console.error(error);
	},
);
