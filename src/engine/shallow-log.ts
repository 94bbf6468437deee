import { ShallowEnd } from "../store/shallow-end.ts";
import type { Store } from "../store/store.ts";

/** A store whose log ends where a shallow clone does, for whoever needs no more than the newest commits that are there. */
export function endingWhereShallow(store: Store): Store {
	return {
		...store,
		async *log(from) {
			let isStarted = false;
			try {
				for await (const record of store.log(from)) {
					isStarted = true;
					yield record;
				}
			} catch (error) {
				if (!isStarted || !(error instanceof ShallowEnd)) throw error;
			}
		},
	};
}
