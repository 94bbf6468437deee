import { EditInbox, type EditInboxOptions } from "./edit-inbox.ts";
import type { Follower } from "./follower.ts";
import { HeadFollower, type HeadFollowerOptions } from "./head-follower.ts";
import {
	GateFollower,
	type GateFollowerOptions,
} from "./plans/gate-follower.ts";
import { PressQueue, type PressQueueOptions } from "./press-queue.ts";

/** What all followers together work with. */
export type FollowersOptions = EditInboxOptions &
	HeadFollowerOptions &
	GateFollowerOptions &
	PressQueueOptions;

/** Everything in a repository that commands are made of beside comments and the events of issues. */
export interface Followers {
	readonly edits: EditInbox;
	readonly heads: HeadFollower;
	readonly presses: PressQueue;
	/** The gates of plans: looked at after all commands were heard. */
	readonly gates: GateFollower;
}

/** The followers of one repository. */
export function makeFollowers(options: FollowersOptions): Followers {
	return {
		edits: new EditInbox(options),
		heads: new HeadFollower(options),
		presses: new PressQueue(options),
		gates: new GateFollower(options),
	};
}

/** Those that are followed before comments are heard, in this order. */
export function beforeComments({
	edits,
	heads,
	presses,
}: Followers): readonly Follower[] {
	return [edits, heads, presses];
}
