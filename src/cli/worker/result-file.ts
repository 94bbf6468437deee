import { open } from "node:fs/promises";
import type { Json, JsonObject } from "../../core/errors.ts";

/** What a command left about its work: a line for people, and fields by name where it wrote JSON. */
export interface WorkResult {
	readonly line?: string | undefined;
	readonly fields: JsonObject;
}

/** No more of the file's end is looked at. */
const MAX_BYTES = 64 * 1_024;

/** Reads what a command left in its result file; one that left nothing has no result. */
export async function readResult(path: string): Promise<WorkResult> {
	try {
		const file = await open(path, "r");
		try {
			const { size } = await file.stat();
			const start = Math.max(0, size - MAX_BYTES);
			const bytes = Buffer.alloc(Math.min(size, MAX_BYTES));
			const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
			return resultIn(bytes.toString("utf8", 0, bytesRead));
		} finally {
			await file.close();
		}
	} catch {
		// The command may have removed it, or made something else of it: that is no result.
		return { fields: {} };
	}
}

/** The text as one JSON object, else its last line as one, else its last line as it is. */
export function resultIn(text: string): WorkResult {
	const lines = text.split("\n").map((line) => line.trim());
	const line = lines.findLast((one) => one !== "");
	const fields = objectIn(text) ?? objectIn(line ?? "");
	if (fields !== undefined) return { fields };
	return { fields: {}, ...(line === undefined ? {} : { line }) };
}

function objectIn(text: string): JsonObject | undefined {
	if (!text.trimStart().startsWith("{")) return undefined;
	try {
		const value = JSON.parse(text) as Json;
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as JsonObject)
			: undefined;
	} catch {
		return undefined;
	}
}
