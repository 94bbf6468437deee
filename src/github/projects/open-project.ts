import type { Finding } from "../../verbs/doctor/finding.ts";
import { type CardField, cardField, type SelectField } from "./card-field.ts";
import { newOptions } from "./new-options.ts";
import type { ProjectApi, ProjectField } from "./project-api.ts";
import {
	closed,
	notFound,
	notSelect,
	withoutOptions,
} from "./project-findings.ts";
import {
	CARD_PARTS,
	type CardPart,
	type ProjectSettings,
} from "./project-settings.ts";

/** A project that shows the board. A part whose field cannot be used is left out, and the findings say why. */
export interface OpenProject {
	readonly id: string;
	readonly settings: ProjectSettings;
	readonly fields: Readonly<Partial<Record<CardPart, CardField>>>;
}

/** What looking at the project came to; without a project only findings. */
export interface ProjectLook {
	readonly project?: OpenProject;
	readonly findings: readonly Finding[];
}

/**
 * Looks the project and its two fields up, and makes a field that is not there. A field that is there is never changed: what
 * GitHub offers for that takes new options in place of all old ones, and every card would lose what it shows. Throws when
 * GitHub cannot be asked.
 */
export async function openProject(
	settings: ProjectSettings,
	api: ProjectApi,
): Promise<ProjectLook> {
	const { owner, number } = settings;
	const found = await api.project(owner, number);
	if (found === undefined) return { findings: [notFound(settings)] };
	if (found.isClosed) return { findings: [closed(settings)] };
	const fields: Partial<Record<CardPart, CardField>> = {};
	const findings: Finding[] = [];
	for (const part of CARD_PARTS) {
		const name = settings.fields[part].toLowerCase();
		const present = found.fields.find((one) => one.name.toLowerCase() === name);
		if (present !== undefined && !isSelect(present)) {
			findings.push(notSelect(part, present, settings));
			continue;
		}
		const select =
			present ??
			(await api.createField({
				project: found.id,
				name: settings.fields[part],
				options: newOptions(part, settings.names[part]),
			}));
		const field = cardField(part, select, settings.names[part]);
		if (field.missing.length > 0)
			findings.push(withoutOptions(field, settings));
		// A field of which nothing means anything to the board is somebody else's.
		if (field.optionOf.size > 0) fields[part] = field;
	}
	return { project: { id: found.id, settings, fields }, findings };
}

function isSelect(field: ProjectField): field is ProjectField & SelectField {
	return field.type === "SINGLE_SELECT" && field.options !== undefined;
}
