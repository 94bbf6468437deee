import type { Repository } from "../github/repository.ts";
import { hearWebhooks } from "../github/webhooks.ts";

/** What a run was started by. */
export interface RunEvent {
	readonly name: string;
	readonly payload: object;
	/** The same at each attempt of the run. */
	readonly id: string;
}

type Listener = Parameters<typeof hearWebhooks>[0];
type Hear = (event: RunEvent) => void;

/**
 * Tells a repository's door of the event that a run was started by, as its webhook would. It decides nothing: what it is about is
 * read from GitHub, and what it leaves out is found by the sweep. `ownLogin` is who everything here is done as.
 */
export function giveHint(
	door: Repository,
	event: RunEvent,
	ownLogin: string,
): void {
	// What is run for another's branch is told of under a name of its own; what it tells is the same.
	const name = event.name.replace(/_target$/, "");
	const { action } = event.payload as { readonly action?: unknown };
	const heard: readonly string[] = [name, `${name}.${String(action)}`];
	const listener = {
		on(names: string | readonly string[], hear: Hear) {
			if ([names].flat().some((one) => heard.includes(one)))
				hear({ ...event, name });
		},
	};
	hearWebhooks(listener as unknown as Listener, {
		withRepository({ sender }, act) {
			if (sender?.login !== ownLogin) act(door);
		},
	});
}
