import {
	ConfigFollower,
	type ConfigFollowerOptions,
} from "./config-push/config-follower.ts";
import { EditInbox, type EditInboxOptions } from "./edit-inbox.ts";
import type { Follower } from "./follower.ts";
import {
	DispatchFollower,
	type DispatchFollowerOptions,
} from "./gate-dispatch.ts";
import { HeadFollower, type HeadFollowerOptions } from "./head-follower.ts";
import {
	GateFollower,
	type GateFollowerOptions,
} from "./plans/gate-follower.ts";
import { PressQueue, type PressQueueOptions } from "./press-queue.ts";
import type { CardInbox } from "./projects/card-inbox.ts";
import {
	EdgeFollower,
	type EdgeFollowerOptions,
} from "./relations/edge-follower.ts";
import {
	ReviewFollower,
	type ReviewFollowerOptions,
} from "./reviews/review-follower.ts";

/** What all followers together work with. */
export type FollowersOptions = EditInboxOptions &
	HeadFollowerOptions &
	GateFollowerOptions &
	PressQueueOptions &
	EdgeFollowerOptions &
	ReviewFollowerOptions &
	ConfigFollowerOptions &
	DispatchFollowerOptions & {
		/** Absent where the board is shown in no project. */
		readonly cards?: CardInbox | undefined;
	};

/** Everything in a repository that commands are made of beside comments and the events of issues. */
export interface Followers {
	readonly configs: ConfigFollower;
	readonly edits: EditInbox;
	readonly heads: HeadFollower;
	readonly presses: PressQueue;
	readonly edges: EdgeFollower;
	readonly reviews: ReviewFollower;
	/** The gates of plans: looked at after all commands were heard. */
	readonly gates: GateFollower;
	readonly dispatches: DispatchFollower;
	readonly cards?: CardInbox;
}

/** The followers of one repository. */
export function makeFollowers(options: FollowersOptions): Followers {
	return {
		configs: new ConfigFollower(options),
		edits: new EditInbox(options),
		heads: new HeadFollower(options),
		presses: new PressQueue(options),
		edges: new EdgeFollower(options),
		reviews: new ReviewFollower(options),
		gates: new GateFollower(options),
		dispatches: new DispatchFollower(options),
		...(options.cards === undefined ? {} : { cards: options.cards }),
	};
}

/** Those that are followed before comments are heard, in this order. */
export function beforeComments({
	configs,
	edits,
	heads,
	presses,
	edges,
	cards,
}: Followers): readonly Follower[] {
	return [
		// What is said later is decided by the config that was pushed before.
		...[configs, edits, heads, presses, edges],
		...(cards === undefined ? [] : [cards]),
	];
}

/** Those that are followed after everything that was said was heard, in this order. */
export function afterComments({
	reviews,
	gates,
	dispatches,
}: Followers): readonly Follower[] {
	return [reviews, gates, dispatches];
}
