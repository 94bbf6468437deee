import { lstat, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRoomLeft } from "./room-names.ts";
import { removeWorkRoom } from "./work-files.ts";

/** No more are removed at one start. */
const MAX_REMOVED = 100;

/** Removes the rooms of this account's workers that are gone without having done so. What cannot be removed stays. */
export async function removeLeftRooms(): Promise<void> {
	const names = await readdir(tmpdir()).catch(() => []);
	const left = names.filter(isRoomLeft).slice(0, MAX_REMOVED);
	for (const name of left) {
		const path = join(tmpdir(), name);
		const found = await lstat(path).catch(() => undefined);
		if (found?.isDirectory() && found.uid === process.getuid?.())
			await removeWorkRoom(path);
	}
}
