import type { Json, JsonObject } from "../core/errors.ts";
import { STATUSES } from "../core/status.ts";

const KNOWN: ReadonlySet<string> = new Set(STATUSES);

/** Where a move leads from and to; elsewhere these are names of agents. */
const ENDS: ReadonlySet<string> = new Set(["from", "to"]);

/** Fields that are maps by status. */
const MAPS: ReadonlySet<string> = new Set(["counts", "wip"]);

/** Answers' own fields that hold documents or texts of callers: nothing in them is ours to change. */
const OWN: ReadonlySet<string> = new Set([
	"baton",
	"patch",
	"memory",
	"value",
	"plan",
	"input",
]);

/** A copy with statuses in upper case, as agents know them; statuses of steps and runs stay as they are. */
export function upperStatuses(data: JsonObject): JsonObject {
	const isMove = "by" in data || "moves" in data;
	return Object.fromEntries(
		Object.entries(data).map(([name, value]) => [
			name,
			inField(name, value, name === "status" || (isMove && ENDS.has(name))),
		]),
	);
}

function inField(
	name: string,
	value: Json | undefined,
	isStatus: boolean,
): Json | undefined {
	if (OWN.has(name)) return value;
	if (typeof value === "string")
		return isStatus && KNOWN.has(value) ? value.toUpperCase() : value;
	if (Array.isArray(value))
		return value.map((one: Json) => inField(name, one, isStatus) as Json);
	if (value === null || typeof value !== "object") return value;
	const object = upperStatuses(value as JsonObject);
	return MAPS.has(name) ? upperNames(object) : object;
}

function upperNames(map: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(map).map(([name, value]) => [
			KNOWN.has(name) ? name.toUpperCase() : name,
			value,
		]),
	);
}
