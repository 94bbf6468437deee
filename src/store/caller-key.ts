import { createHash } from "node:crypto";

/** The op id of a command from a door that numbers nothing: the same key of the same account on the same board is the same command. */
export function callerOpId(
	actorId: number,
	board: string,
	key: string,
): string {
	const hex = createHash("sha256")
		.update(`${actorId}\n${board}\n${key}`)
		.digest("hex");
	return `k${hex.slice(0, 16)}`;
}
