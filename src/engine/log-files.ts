import type { TaskKey } from "../core/task.ts";
import type { CommitRecord, Oid } from "../store/store.ts";

/** A task's state document before and after a commit; absent where there was, or is, none. */
export interface TaskChange {
	readonly task: TaskKey;
	readonly was?: Uint8Array | undefined;
	readonly is?: Uint8Array | undefined;
}

/** A document by the name that git gives it. */
export interface NamedDocument {
	readonly oid: Oid;
	bytes(): Promise<Uint8Array | undefined>;
}

/** What going through a long log looks at: little of each commit, which is why nothing else of it is read. */
export interface LogFiles {
	/** The state documents at which two commits differ; without an older one all there are. */
	changes(
		older: CommitRecord | undefined,
		newer: CommitRecord,
	): Promise<readonly TaskChange[]>;
	/** The records of all agents. */
	agents(of: CommitRecord): Promise<readonly NamedDocument[]>;
}
