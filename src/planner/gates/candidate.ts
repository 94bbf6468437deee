/** What a command proves, the strongest first. */
export const PROOFS = [
	"test",
	"check",
	"typecheck",
	"lint",
	"build",
	"docs",
] as const;
export type Proof = (typeof PROOFS)[number];

/** A command that may stand behind a phase, as the project itself has it. */
export interface Candidate {
	readonly command: string;
	readonly proof: Proof;
	/** The folder it is about; `.` for the whole project. */
	readonly path: string;
	/** The languages it tests; absent when it is about all of them. */
	readonly languages?: readonly string[];
	/** Where it comes from, for the explanation. */
	readonly source: string;
	/** Of equal proof the lower goes first: 1 the project's own name for it, 2 a build tool's, 3 a CI job's, 4 a convention. */
	readonly rank: 1 | 2 | 3 | 4;
}

/** Names that may stand in a command line as they are. Any other name is somebody's trick or needs quoting. */
const PLAIN = /^[A-Za-z0-9_.@/:][A-Za-z0-9_.@/:+-]{0,200}$/;

/** True for a folder, script or target whose name is safe in a shell. */
export function isPlainName(name: string): boolean {
	return PLAIN.test(name) && !name.split("/").includes("..");
}

/** The command run in a folder; undefined when the folder's name cannot be put into a command line. */
export function inFolder(path: string, command: string): string | undefined {
	if (path === ".") return command;
	return isPlainName(path) ? `cd ${path} && ${command}` : undefined;
}

/** Several commands of which each may change the folder: each in a shell of its own, the first failure ends them. */
export function allOf(commands: readonly string[]): string {
	const [only] = commands;
	if (commands.length === 1 && only !== undefined) return only;
	return commands
		.map((command) => (command.startsWith("cd ") ? `(${command})` : command))
		.join(" && ");
}
