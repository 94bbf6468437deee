import type { JsonObject } from "../../core/errors.ts";
import { type Progress, progressLine } from "../../core/plan/progress.ts";
import { safeLines } from "../data-text.ts";

/** How a run stands, as a server answers it: the run, then each phase with its steps. */
export function statusThere({
	task,
	run,
	progress,
	phases,
	next,
}: JsonObject): readonly string[] {
	const { key, title, status } = task as JsonObject;
	return [
		`Task: ${key} — ${title}`,
		`Status: ${status}, run ${run}`,
		progressLine(progress as unknown as Progress),
		"",
		...(phases as readonly JsonObject[]).flatMap(({ id, name, steps }) => [
			`Phase ${id} — ${name}`,
			...(steps as readonly JsonObject[]).map(stepLine),
		]),
		"",
		String((next as JsonObject | undefined)?.message ?? ""),
	].flatMap((line) => safeLines(line));
}

function stepLine({ id, role, status, held_by, until }: JsonObject): string {
	const who = held_by === undefined ? "" : ` by ${held_by} until ${until}`;
	return `  ${id} ${role} ${status}${who}`;
}
