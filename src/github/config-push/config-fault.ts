/** One thing that is wrong with a config file: where in it, in the words of whoever wrote it, and on which line if that is known. */
export interface ConfigFault {
	/** Names and numbers that lead to the place; empty for the file as a whole. */
	readonly path: readonly (string | number)[];
	readonly message: string;
	/** Counted from 1. */
	readonly line?: number | undefined;
}

/** A fault in one line. */
export function faultText({ path, message }: ConfigFault): string {
	return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
