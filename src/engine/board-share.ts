import type { Oid } from "../store/store.ts";

/** What one process tells the others that serve the same board. It is a hint: whoever hears it looks for himself. */
export type BoardNews =
	| { readonly kind: "moved"; readonly head: Oid }
	/** Comments of an issue were changed or deleted. */
	| { readonly kind: "comments"; readonly issue: number }
	/** Something happened to the checks of a commit. */
	| { readonly kind: "checks"; readonly sha: Oid };

/** Who is told what happens on a shared board. */
export interface ShareListener {
	/** Another process told of something, or was perhaps not heard: without news all of it may have changed. */
	readonly look: (news?: BoardNews) => void;
	/** This process leads from now on, or leads on and was deaf: it begins with what leading takes. */
	readonly leading: () => void;
}

/**
 * How one board is shared among the processes that serve it. All of them carry out commands; sweeping, reaping and showing
 * content is left to the one that leads. That saves work and is no lock: what keeps the board right is the branch itself.
 */
export interface BoardShare {
	/** True while this process leads. Where processes cannot hear each other all of them do. */
	leads(): boolean;
	/**
	 * How many milliseconds comments and checks about the board at `head` are left to another process that made this head; 0
	 * where there is none or nobody else shows them.
	 */
	leaveMs(head: Oid | undefined): number;
	/** This process has moved the board to `head`. */
	moved(head: Oid): void;
	/** Tells the others. Waits for nothing and never throws. */
	tell(news: BoardNews): void;
	/** This process cannot do what the one that leads has to: another may lead for a while, where there is one. */
	standBack(): void;
	/** Begins to listen. Resolves once it is known whether this process leads. */
	open(listener: ShareListener): Promise<void>;
	/** Lets another process lead. */
	close(): Promise<void>;
}

/** The share of a process that is the only one. */
export const ONLY_PROCESS: BoardShare = {
	leads: () => true,
	leaveMs: () => 0,
	moved() {},
	tell() {},
	standBack() {},
	async open() {},
	async close() {},
};
