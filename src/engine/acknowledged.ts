import type { Oid } from "../store/store.ts";

/**
 * A place beside the branch that remembers the last commit anybody was told of, so that a process that starts notices what
 * happened to the branch while none was running. It may forget: then the branch is taken as it is.
 */
export interface AcknowledgedMark {
	/** Undefined when none is known. */
	read(): Promise<Oid | undefined>;
	/** Keeps a commit, soon; of several the last one counts. Must not throw. */
	write(oid: Oid): void;
	/** Waits until everything is kept. */
	settled(): Promise<void>;
}
