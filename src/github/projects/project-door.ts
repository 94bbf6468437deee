import type { Engine } from "../../engine/perform.ts";
import type { RepositoryApi } from "../api.ts";
import type { Remark } from "../projection/remark.ts";
import type { WritesBudget } from "../projection/shedding.ts";
import { CardInbox } from "./card-inbox.ts";
import { CardMemory } from "./card-memory.ts";
import type { ProjectApi } from "./project-api.ts";
import { ProjectPlace } from "./project-place.ts";
import { ProjectWriter } from "./project-writer.ts";

/** What a board's project is kept with. */
export interface ProjectDoorOptions extends WritesBudget {
	readonly api: Pick<RepositoryApi, "role">;
	readonly projects: ProjectApi;
	readonly engine: Engine;
	readonly board: string;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	/** True while this process is the one that shows the board. */
	readonly leads: () => boolean;
	/** Says once on the issue why something was put back. */
	readonly putBack: (issue: number, remark: Remark) => void;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** The two sides of a project: what it shows of the board, and what people say by moving its cards. */
export interface ProjectDoor {
	readonly writer: ProjectWriter;
	readonly inbox: CardInbox;
	readonly place: ProjectPlace;
}

/** Both sides for one board; they know of each other what was shown and what is still to be heard. */
export function makeProjectDoor(options: ProjectDoorOptions): ProjectDoor {
	const { projects, onRefusal } = options;
	const memory = new CardMemory(options.nowMs);
	const place = new ProjectPlace({ api: projects, onRefusal });
	const inbox: CardInbox = new CardInbox({
		...options,
		...{ place, memory },
		touched: (key) => writer.touched(key),
	});
	const writer = new ProjectWriter({
		...options,
		...{ api: projects, place, memory },
		isAwaited: (issue) => inbox.isAwaiting(issue),
	});
	return { writer, inbox, place };
}
