import type { JsonObject } from "../core/errors.ts";
import { type Diagnosis, diagnosisData } from "../verbs/doctor/diagnosis.ts";
import { pageOf } from "../verbs/doctor/finding.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/**
 * Prints what `doctor` found about `place`, the worst first, and answers the exit code: 1 when anything keeps Baton from its
 * work, 3 when that could not be found out. `facts` go along in the JSON.
 */
export function printDiagnosis(
	terminal: Pick<Terminal, "out">,
	diagnosis: Diagnosis,
	{
		place,
		json,
		facts = {},
	}: {
		readonly place: string;
		readonly json: boolean;
		readonly facts?: JsonObject;
	},
): number {
	terminal.out(
		json
			? JSON.stringify({ ...diagnosisData(diagnosis), ...facts }, undefined, 2)
			: linesOf(place, diagnosis).join("\n"),
	);
	if (diagnosis.healthy === "unknown") return EXIT.unavailable;
	return diagnosis.healthy ? EXIT.ok : EXIT.refused;
}

function linesOf(place: string, diagnosis: Diagnosis): readonly string[] {
	const { findings, more, unknown, notes } = diagnosis;
	const isQuiet = findings.length === 0 && unknown.length === 0;
	return [
		isQuiet
			? `${place}: everything is in order; there is nothing to do`
			: `${place}:`,
		...findings.map(
			(one) =>
				`- ${one.severity} ${one.code}: ${one.what}\n  ${one.fix}\n  ${one.link ?? pageOf(one)}`,
		),
		...(more === 0 ? [] : [`- and ${more} more`]),
		...unknown.map(({ part, why }) => `- not known here: ${part} (${why})`),
		...notes.map((note) => `  ${note}`),
	];
}
