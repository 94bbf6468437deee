/** Counts what others were heard to have done to an issue: what was asked before and answered after is not to be remembered. */
export interface Heard {
	/** One more each time. Whoever remembers an answer compares it with what it was when the question was sent. */
	heard: number;
}
