import type { RepositoryName } from "../api.ts";
import { ask, type Fields, type GraphqlClient, throwFaults } from "./ask.ts";
import type { CardApi } from "./card.ts";
import { cardApi } from "./card-api.ts";
import type { SelectField } from "./card-field.ts";
import { CREATE_FIELD, PROJECT } from "./documents.ts";

/** A field of a project. `options` is there for a single-select field alone; `type` is GitHub's word for what it holds. */
export type ProjectField = Omit<SelectField, "options"> & {
	readonly type: string;
	readonly options?: SelectField["options"];
};

/** A project as it is now. */
export interface ProjectRecord {
	readonly id: string;
	readonly url: string;
	readonly isClosed: boolean;
	readonly fields: readonly ProjectField[];
}

/** A field to be made. */
export interface NewField {
	readonly project: string;
	readonly name: string;
	readonly options: readonly {
		readonly name: string;
		readonly color: string;
		readonly description: string;
	}[];
}

/** What the board's cards need of GitHub's projects. Whatever cannot be found out throws. */
export interface ProjectApi extends CardApi {
	/** Login of the repository's owner. */
	readonly owner: string;
	/** Undefined when there is none of that number, or none that the app may see. */
	project(owner: string, number: number): Promise<ProjectRecord | undefined>;
	createField(field: NewField): Promise<SelectField>;
}

/** Projects as GitHub's GraphQL tells of them, spoken with the token of an installation on the repository. */
export function projectApi(
	octokit: GraphqlClient,
	name: RepositoryName,
): ProjectApi {
	return {
		...cardApi(octokit, name),
		owner: name.owner,
		async project(owner, number) {
			const { data, faults } = await ask(octokit, PROJECT, { owner, number });
			const raw = (data as RawProjectAnswer).repositoryOwner?.projectV2;
			throwFaults(faults, ({ type }) => type === "NOT_FOUND");
			if (raw === undefined || raw === null) return undefined;
			const { id, url, closed } = raw;
			const fields = (raw.fields.nodes ?? []).flatMap(toField);
			return { id, url, isClosed: closed, fields };
		},
		async createField({ project, name: fieldName, options }) {
			const { data, faults } = await ask(octokit, CREATE_FIELD, {
				input: {
					projectId: project,
					dataType: "SINGLE_SELECT",
					name: fieldName,
					singleSelectOptions: options,
				},
			});
			const { createProjectV2Field: made } = data as RawCreateAnswer;
			const [field] = toField(made?.projectV2Field ?? null);
			throwFaults(faults, () => false);
			if (field === undefined)
				throw new Error(`GitHub did not tell of the new field ${fieldName}`);
			return { ...field, options: field.options ?? [] };
		},
	};
}

interface RawField extends Fields {
	readonly id?: string;
	readonly name?: string;
	readonly dataType?: string;
	readonly options?: SelectField["options"];
}
interface RawProjectAnswer {
	readonly repositoryOwner?: {
		readonly projectV2?: {
			readonly id: string;
			readonly url: string;
			readonly closed: boolean;
			readonly fields: { readonly nodes?: readonly (RawField | null)[] | null };
		} | null;
	} | null;
}
interface RawCreateAnswer {
	readonly createProjectV2Field?: {
		readonly projectV2Field?: RawField | null;
	} | null;
}

function toField(raw: RawField | null): readonly ProjectField[] {
	const { id, name, dataType: type, options } = raw ?? {};
	if (id === undefined || name === undefined || type === undefined) return [];
	return [{ id, name, type, ...(options === undefined ? {} : { options }) }];
}
