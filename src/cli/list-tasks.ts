import { compareKeys } from "../core/board.ts";
import { isTaskKey } from "../core/task.ts";
import { EXIT, type PlaceCommand } from "./terminal.ts";

/** The keys of all tasks, by the names of their folders alone: a shell that completes one asks at every key press. */
export const listTasks: PlaceCommand = async ({ json }, { store }, { out }) => {
	const { tree } = await store.version(await store.head());
	const keys = tree
		.list("tasks")
		.flatMap((folder) => tree.list(`tasks/${folder}`))
		.filter(isTaskKey)
		.sort(compareKeys);
	if (json) out(JSON.stringify(keys));
	else if (keys.length > 0) out(keys.join("\n"));
	return EXIT.ok;
};
