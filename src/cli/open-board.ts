import type { Refusal } from "../core/errors.ts";
import { readLocalConfig } from "./local-config.ts";
import type { LocalDoor } from "./local-door.ts";

/** Opens the board with the config of the work tree where there is none yet. `isNew` tells whether it did. */
export async function openIfMissing(
	door: LocalDoor,
	top: string | undefined,
): Promise<{ readonly ok: true; readonly isNew: boolean } | Refusal> {
	if (await door.isOpen()) return { ok: true, isNew: false };
	const read = await readLocalConfig(top, await door.who());
	if (!read.ok) return read;
	const answer = await door.open(read.config);
	return answer.ok ? { ok: true, isNew: answer.commit !== undefined } : answer;
}
