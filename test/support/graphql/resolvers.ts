import {
	contentId,
	type ProjectWorld,
	type WorldField,
	type WorldItem,
	type WorldProject,
} from "./project-world.ts";

type Input<T> = { readonly input: T };

/** GitHub's word for what went wrong, beside the message. */
export function fault(type: string, message: string): Error {
	return Object.assign(new Error(message), { type });
}

/** The root that queries and changes are carried out on. */
export function rootOf(world: ProjectWorld): object {
	return { ...queries(world), ...mutations(world) };
}

function queries(world: ProjectWorld) {
	return {
		rateLimit: () => ({
			...{ limit: 5_000, cost: 1, used: 0, nodeCount: 1 },
			remaining: world.remaining,
			resetAt: world.resetAt,
		}),
		repositoryOwner: ({ login }: { login: string }) =>
			login !== world.owner
				? null
				: {
						__typename: "Organization",
						projectV2({ number }: { number: number }) {
							const found = world.projects.find((one) => one.number === number);
							if (found === undefined)
								throw fault(
									"NOT_FOUND",
									`Could not resolve to a ProjectV2 with the number ${number}.`,
								);
							return projectNode(found, world);
						},
					},
		repository({ owner, name }: { owner: string; name: string }) {
			if (owner !== world.owner || name !== world.repo)
				throw fault("NOT_FOUND", "Could not resolve to a Repository.");
			return repositoryNode(world);
		},
		node({ id }: { id: string }) {
			const issue = [...world.issues].find((one) => contentId(one) === id);
			if (issue === undefined)
				throw fault("NOT_FOUND", "Could not resolve to a node.");
			return issueNode(issue, world);
		},
	};
}

function repositoryNode(world: ProjectWorld) {
	return {
		databaseId: world.repositoryId,
		name: world.repo,
		owner: { __typename: "Organization", login: world.owner },
		issue({ number }: { number: number }) {
			if (!world.issues.has(number))
				throw fault("NOT_FOUND", `Could not resolve to Issue ${number}.`);
			return issueNode(number, world);
		},
	};
}

function issueNode(number: number, world: ProjectWorld): object {
	return {
		__typename: "Issue",
		id: contentId(number),
		number,
		repository: () => repositoryNode(world),
		projectItems: () => ({
			nodes: world.projects.flatMap((project) =>
				project.items
					.filter(({ content }) => content === contentId(number))
					.map((item) => itemNode(item, project, world)),
			),
		}),
	};
}

function projectNode(project: WorldProject, world: ProjectWorld): object {
	return {
		__typename: "ProjectV2",
		id: project.id,
		url: `https://github.com/orgs/${world.owner}/projects/${project.number}`,
		closed: project.closed,
		fields: () => ({ nodes: project.fields.map(fieldNode) }),
	};
}

function fieldNode(field: WorldField): object {
	const { options } = field;
	return options === undefined
		? { __typename: "ProjectV2Field", ...field }
		: { __typename: "ProjectV2SingleSelectField", ...field };
}

function itemNode(
	item: WorldItem,
	project: WorldProject,
	world: ProjectWorld,
): object {
	return {
		__typename: "ProjectV2Item",
		id: item.id,
		isArchived: item.isArchived,
		project: () => projectNode(project, world),
		fieldValueByName({ name }: { name: string }) {
			const field = project.fields.find((one) => one.name === name);
			const value = field && item.values.get(field.id);
			return value === undefined
				? null
				: { __typename: "ProjectV2ItemFieldSingleSelectValue", ...value };
		},
	};
}

function mutations(world: ProjectWorld) {
	const open = (id: string) => {
		const project = world.projects.find((one) => one.id === id);
		if (project === undefined) throw fault("NOT_FOUND", "No such project.");
		return project;
	};
	const cell = (input: Cell) => {
		const project = open(input.projectId);
		const item = project.items.find(({ id }) => id === input.itemId);
		const field = project.fields.find(({ id }) => id === input.fieldId);
		if (item === undefined || field === undefined)
			throw fault("NOT_FOUND", "No such item or field.");
		if (item.isArchived)
			throw fault(
				"UNPROCESSABLE",
				"The item is archived and cannot be updated",
			);
		return { project, item, field };
	};
	return {
		createProjectV2Field({ input }: Input<NewField>) {
			const { fields } = open(input.projectId);
			if (fields.some(({ name }) => name === input.name))
				throw fault("UNPROCESSABLE", "Name has already been taken");
			const field: WorldField = {
				id: world.nextId("PVTSSF"),
				name: input.name,
				dataType: input.dataType,
				options: input.singleSelectOptions.map((option) => ({
					...{ id: world.nextId("opt"), ...option },
				})),
			};
			fields.push(field);
			world.writes.push(`make field ${input.name}`);
			return { projectV2Field: fieldNode(field) };
		},
		addProjectV2ItemById({ input }: Input<NewItem>) {
			const project = open(input.projectId);
			const there = project.items.find(
				(one) => one.content === input.contentId,
			);
			const item: WorldItem = there ?? {
				id: world.nextId("PVTI"),
				content: input.contentId,
				isArchived: false,
				values: new Map(),
			};
			if (there === undefined) project.items.push(item);
			world.writes.push(`add ${input.contentId}`);
			return { item: itemNode(item, project, world) };
		},
		updateProjectV2ItemFieldValue({ input }: Input<Cell & { value: Value }>) {
			const { project, item, field } = cell(input);
			const { singleSelectOptionId: optionId } = input.value;
			const option = field.options?.find(({ id }) => id === optionId);
			if (option === undefined)
				throw fault(
					"VALIDATION",
					"The single select option Id does not belong to the field",
				);
			const updatedAt = new Date(world.nowMs()).toISOString();
			item.values.set(field.id, { optionId, updatedAt });
			world.writes.push(`${item.content} ${field.name}: ${option.name}`);
			return { projectV2Item: itemNode(item, project, world) };
		},
		clearProjectV2ItemFieldValue({ input }: Input<Cell>) {
			const { project, item, field } = cell(input);
			item.values.delete(field.id);
			world.writes.push(`${item.content} ${field.name} emptied`);
			return { projectV2Item: itemNode(item, project, world) };
		},
	};
}

interface Cell {
	readonly projectId: string;
	readonly itemId: string;
	readonly fieldId: string;
}
interface Value {
	readonly singleSelectOptionId: string;
}
interface NewItem {
	readonly projectId: string;
	readonly contentId: string;
}
interface NewField {
	readonly projectId: string;
	readonly name: string;
	readonly dataType: string;
	readonly singleSelectOptions: readonly {
		readonly name: string;
		readonly color: string;
		readonly description: string;
	}[];
}
