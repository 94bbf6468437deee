import { type Finding, finding } from "../../verbs/doctor/finding.ts";
import type { CardField, SelectField } from "./card-field.ts";
import { faultsOf, isForbidden } from "./graphql-error.ts";
import type { CardPart, ProjectSettings } from "./project-settings.ts";

type Place = Pick<ProjectSettings, "owner" | "number">;

const GRANT =
	"give the App the organization permission Projects (read and write) and have the organization accept it";

/** GitHub shows a project that may not be seen as one that is not there. */
export function notFound(place: Place): Finding {
	return finding("warning", "project-missing", {
		what: `${placeOf(place)} is not there, or the App may not see it`,
		fix: `correct \`project:\` in the config, or ${GRANT}; it covers projects of organizations only`,
	});
}

export function closed(place: Place): Finding {
	return finding("warning", "project-closed", {
		what: `${placeOf(place)} is closed`,
		fix: "open it again, or take `project:` out of the config",
	});
}

export function notSelect(
	part: CardPart,
	{ name, type }: Pick<SelectField, "name"> & { readonly type: string },
	place: Place,
): Finding {
	return finding("warning", "project-field", {
		what: `the field ${name} of ${placeOf(place)} holds ${type}, not one of several options`,
		fix: `name another field as \`project.fields.${part}\` in the config: it is made if it is not there`,
	});
}

export function withoutOptions(
	{ part, name, missing, optionOf }: CardField,
	{ names, ...place }: Place & Pick<ProjectSettings, "names">,
): Finding {
	const wanted = missing.map(
		(value) => `${names[part][value]?.[0]} (${value})`,
	);
	const key = part === "status" ? "statuses" : "priorities";
	return finding("warning", "project-options", {
		what:
			optionOf.size === 0
				? `no option of the field ${name} of ${placeOf(place)} means anything to the board, so it is left alone`
				: `the field ${name} of ${placeOf(place)} lacks options: ${wanted.join(", ")}`,
		fix: `add them in the project's settings, or name present options under \`project.${key}\` in the config`,
	});
}

/** What an error says about the project's set-up; undefined for one that will pass. */
export function findingOf(error: unknown, place: Place): Finding | undefined {
	if (!faultsOf(error).some(isForbidden)) return undefined;
	return finding("warning", "project-permission", {
		what: `the App may not change ${placeOf(place)}: ${(error as Error).message}`,
		fix: GRANT,
	});
}

function placeOf({ owner, number }: Place): string {
	return `project ${number} of ${owner}`;
}
