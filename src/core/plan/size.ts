import { type Json, type Refusal, refuse } from "../errors.ts";
import { bytesOf } from "./lookup.ts";
import type { Plan } from "./plan.ts";

/**
 * Bytes that a plan may have in its file: what is planned, and what is planned and recorded. Beyond that there is room for
 * leases, reasons and the end of the run, so that a full plan can still be given up.
 */
const ROOM = { planned: 400_000, recorded: 450_000 } as const;

/** The refusal of what would make a plan too large to be run, or to be ended, if so. */
export function planFull(
	plan: Plan,
	of: keyof typeof ROOM,
): Refusal | undefined {
	const [bytes, max] = [storedBytes(plan as unknown as Json), ROOM[of]];
	return bytes <= max
		? undefined
		: refuse(
				"QUOTA_EXCEEDED",
				`The plan would have about ${bytes} bytes; at most ${max} fit.`,
				"Say less here, or put a part of the work into a task of its own.",
				{ limit: max },
			);
}

/** How many bytes a value takes in a file, near enough: each field and entry on a line of its own, as deep as it is nested. */
export function storedBytes(value: Json | undefined, indent = 0): number {
	if (value === undefined) return 0;
	if (typeof value === "string")
		return bytesOf(value) + (value.split("\n").length - 1) * (indent + 2) + 3;
	if (typeof value !== "object" || value === null) return String(value).length;
	const lines: readonly (readonly [string, Json | undefined])[] = Array.isArray(
		value,
	)
		? value.map((item: Json) => ["", item])
		: Object.entries(value);
	return lines.reduce(
		(sum, [name, item]) =>
			item === undefined
				? sum
				: sum + indent + name.length + 3 + storedBytes(item, indent + 2),
		2,
	);
}
