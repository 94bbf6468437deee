import type { Actor } from "../core/actor.ts";
import type { BoardShare } from "../engine/board-share.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import type { ConfigPushApi } from "./config-push/config-push-api.ts";
import type { LookAtGitHub } from "./doctor/doctor-input.ts";
import type { HeadApi } from "./head-api.ts";
import type { ContentOptions } from "./projection/content.ts";
import type { ShowsRelations } from "./projection/make-relation-writer.ts";
import type { ViewApi } from "./projection/view-api.ts";
import type { ProjectApi } from "./projects/project-api.ts";

/** What one repository's door works with. `app` is the account in whose name Baton itself speaks. */
export interface RepositoryOptions
	extends ContentOptions,
		Pick<ShowsRelations, "relations"> {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly views: ViewApi;
	/** By default the board is shown in no project. */
	readonly projects?: ProjectApi | undefined;
	readonly engine: Engine;
	readonly app: Actor;
	readonly board: string;
	/** The config file and who pushed it; without it only `/configure` takes it in. */
	readonly configs?: ConfigPushApi | undefined;
	/** How the board is shared with other processes; by default there are none. */
	readonly share?: BoardShare | undefined;
	/** Looks at everything on GitHub that the work depends on, when somebody asks. */
	readonly doctor?: LookAtGitHub | undefined;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}
