import type { ProjectConfig } from "../../core/config.ts";
import type { Finding } from "../../verbs/doctor/finding.ts";
import { limitedUntilMs } from "./graphql-error.ts";
import { openProject, type ProjectLook } from "./open-project.ts";
import type { ProjectApi } from "./project-api.ts";
import { findingOf } from "./project-findings.ts";
import { projectSettings } from "./project-settings.ts";

/** What the place of a board's cards works with. */
export interface PlaceOptions {
	readonly api: ProjectApi;
	readonly onRefusal: (what: string) => void;
}

const NOWHERE: ProjectLook = { findings: [] };

/** The project that a board is shown in, as it was found last. What keeps it from being used is told once. */
export class ProjectPlace {
	readonly #options: PlaceOptions;
	#text: string | undefined;
	#id: string | undefined;
	#look: ProjectLook | undefined;
	#opening: Promise<ProjectLook> | undefined;
	#told = new Set<string>();

	constructor(options: PlaceOptions) {
		this.#options = options;
	}

	/** What is wrong with the project. */
	get findings(): readonly Finding[] {
		return this.#look?.findings ?? [];
	}

	/** Takes note of what config says. True when it is another project, or another way of showing the board in it. */
	configure(config: ProjectConfig | undefined): boolean {
		const text = config === undefined ? "" : JSON.stringify(config);
		if (text === this.#text) return false;
		this.#text = text;
		this.#id = undefined;
		this.renew();
		return true;
	}

	/** False for a project that is known not to be the one that the board is shown in. */
	mayBe(project: string): boolean {
		return this.#text !== "" && (this.#id ?? project) === project;
	}

	/** Has the project looked up again before it is used next. */
	renew(): void {
		this.#look = undefined;
		this.#opening = undefined;
	}

	/** The project as it is known, looked up where it is not. Throws when GitHub cannot be asked. */
	async look(config: ProjectConfig | undefined): Promise<ProjectLook> {
		this.configure(config);
		if (config === undefined) return NOWHERE;
		if (this.#look !== undefined) return this.#look;
		// Whoever asks meanwhile gets the same: a field must not be made twice.
		this.#opening ??= this.#open(config);
		const opening = this.#opening;
		try {
			const look = await opening;
			if (opening === this.#opening) this.#found(look);
			return look;
		} finally {
			if (opening === this.#opening) this.#opening = undefined;
		}
	}

	/** Takes an error for a fault of the set-up if it is one: the project is not used until it was looked up again. */
	refused(config: ProjectConfig, error: unknown): boolean {
		const isLimited = limitedUntilMs(error, 0) !== undefined;
		const settings = projectSettings(config, this.#options.api.owner);
		const found = isLimited ? undefined : findingOf(error, settings);
		if (found === undefined) return false;
		this.#found({ findings: [found] });
		return true;
	}

	async #open(config: ProjectConfig): Promise<ProjectLook> {
		const { api } = this.#options;
		return openProject(projectSettings(config, api.owner), api);
	}

	#found(look: ProjectLook): void {
		this.#look = look;
		this.#id = look.project?.id ?? this.#id;
		const words = look.findings.map(({ what, fix }) => `${what} ${fix}`);
		for (const text of words)
			if (!this.#told.has(text)) this.#options.onRefusal(text);
		// What was put right and goes wrong again is told again.
		this.#told = new Set(words);
	}
}
