/** One choice of a field. */
export interface WorldOption {
	readonly id: string;
	readonly name: string;
	readonly color: string;
	readonly description: string;
}

/** A field of a project; `options` only for a single-select one. */
export interface WorldField {
	readonly id: string;
	readonly name: string;
	readonly dataType: string;
	readonly options?: WorldOption[];
}

/** An issue's place in a project. */
export interface WorldItem {
	readonly id: string;
	readonly content: string;
	isArchived: boolean;
	/** Ids of the options that fields show, and when they were put there, by field. */
	readonly values: Map<string, { optionId: string; updatedAt: string }>;
}

/** A project as GitHub keeps it. */
export interface WorldProject {
	readonly id: string;
	readonly number: number;
	readonly owner: string;
	closed: boolean;
	readonly fields: WorldField[];
	readonly items: WorldItem[];
}

/** An organization with a repository and projects, in memory. Everything that changed it is kept in order. */
export interface ProjectWorld {
	readonly owner: string;
	readonly repo: string;
	readonly repositoryId: number;
	readonly issues: Set<number>;
	readonly projects: WorldProject[];
	readonly writes: string[];
	/** Of GraphQL's hourly budget. */
	remaining: number;
	resetAt: string;
	nowMs: () => number;
	nextId(kind: string): string;
	/** The option that an issue's card shows in a field, by name. */
	shown(issue: number, field: string): string | undefined;
	/** Somebody chooses another option on an issue's card; none empties the field. */
	choose(issue: number, field: string, option: string | undefined): void;
	item(issue: number): WorldItem | undefined;
}

/** An organization `acme` with the repository `acme/demo`, and a new project, number 3, as GitHub makes them. */
export function makeProjectWorld(nowMs: () => number): ProjectWorld {
	let last = 0;
	const nextId = (kind: string) => {
		last += 1;
		return `${kind}_${last}`;
	};
	const world: ProjectWorld = {
		...{ owner: "acme", repo: "demo", repositoryId: 4711 },
		issues: new Set(),
		projects: [],
		writes: [],
		remaining: 5_000,
		resetAt: new Date(nowMs() + 3_600_000).toISOString(),
		nowMs,
		nextId,
		shown(issue, name) {
			const field = fieldOf(name);
			const value = world.item(issue)?.values.get(field.id);
			return field.options?.find(({ id }) => id === value?.optionId)?.name;
		},
		choose(issue, name, choice) {
			const field = fieldOf(name);
			const { values } = world.item(issue) as WorldItem;
			if (choice === undefined) return void values.delete(field.id);
			const option = field.options?.find((one) => one.name === choice);
			if (option === undefined) throw new Error(`no option ${choice}`);
			const updatedAt = new Date(nowMs()).toISOString();
			values.set(field.id, { optionId: option.id, updatedAt });
		},
		item: (issue) =>
			world.projects[0]?.items.find(
				({ content }) => content === contentId(issue),
			),
	};
	const fieldOf = (name: string) => {
		const field = world.projects[0]?.fields.find((one) => one.name === name);
		if (field === undefined) throw new Error(`no field ${name}`);
		return field;
	};
	world.projects.push({
		id: nextId("PVT"),
		number: 3,
		owner: "acme",
		closed: false,
		fields: [
			{ id: nextId("PVTF"), name: "Title", dataType: "TITLE" },
			selectField(world, "Status", ["Todo", "In Progress", "Done"]),
		],
		items: [],
	});
	return world;
}

/** A single-select field with these options. */
export function selectField(
	{ nextId }: Pick<ProjectWorld, "nextId">,
	name: string,
	options: readonly string[],
): WorldField {
	return {
		id: nextId("PVTSSF"),
		name,
		dataType: "SINGLE_SELECT",
		options: options.map((option) => ({
			...{ id: nextId("opt"), name: option, color: "GRAY", description: "" },
		})),
	};
}

/** GitHub's global id of an issue. */
export function contentId(issue: number): string {
	return `I_${issue}`;
}
