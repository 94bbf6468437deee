import { z } from "zod";
import type { Json } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { childOf, type DirectoryNode } from "./git/directory.ts";
import { fromByteString, toByteString } from "./git/object.ts";
import type { Tree } from "./git/tree.ts";
import { taskFolder } from "./layout.ts";
import type { Oid } from "./store.ts";
import { parseStoredYaml, printYaml } from "./yaml.ts";

/** Why a task was set apart, and the last commit at which its documents were good, where one is known. */
export interface Quarantine {
	readonly reason: string;
	readonly good?: Oid | undefined;
}

/** The document that sets a task apart. It lies beside what is wrong, which stays as it is. */
export const QUARANTINE_FILE = "quarantine.yaml";

const REASON_LENGTH = 300;

const schema = z.strictObject({
	format: z.literal(1),
	reason: z.string(),
	good: z
		.string()
		.regex(/^[0-9a-f]{40}$/)
		.optional(),
});

export function quarantinePath(key: TaskKey): string {
	return `${taskFolder(key)}/${QUARANTINE_FILE}`;
}

/** Bytes of the document. A reason may quote what somebody else wrote, so it is cut and keeps to one line. */
export function encodeQuarantine({ reason, good }: Quarantine): Uint8Array {
	const line = reason.replace(/\p{Cc}+/gu, " ").slice(0, REASON_LENGTH);
	const document = { format: 1, reason: line.trim(), good };
	return new TextEncoder().encode(printYaml(schema.parse(document) as Json));
}

/** Reads the document back. Its being there is what counts: one that cannot be read sets the task apart all the same. */
export function decodeQuarantine(bytes: Uint8Array): Quarantine {
	const parsed = parseStoredYaml(new TextDecoder().decode(bytes));
	const checked = parsed.ok ? schema.safeParse(parsed.value) : undefined;
	return checked?.success === true
		? { reason: checked.data.reason, good: checked.data.good }
		: { reason: `${QUARANTINE_FILE} cannot be read` };
}

/** What is wrong with a task's folder itself, if something is: it may hold plain files alone, under names that can be. */
export function folderFault(tree: Tree, folder: string): string | undefined {
	const directory = directoryAt(tree, folder);
	if (directory === undefined) return undefined;
	if (directory === "none") return "its folder is no folder";
	const at = directory.children.findIndex(({ kind }) => kind !== "file");
	const name = directory.shape.entries[at]?.name;
	return name === undefined
		? undefined
		: `its folder holds ${JSON.stringify(fromByteString(name))}, which is no plain file`;
}

/** True when something that is no folder stands at the path of one, or above it. */
export function isNoFolder(tree: Tree, folder: string): boolean {
	return directoryAt(tree, folder) === "none";
}

function directoryAt(
	tree: Tree,
	folder: string,
): DirectoryNode | "none" | undefined {
	let directory: DirectoryNode = tree.root;
	for (const name of folder.split("/")) {
		const child = childOf(directory, toByteString(name));
		if (child === undefined) return undefined;
		if (child.kind !== "directory") return "none";
		directory = child;
	}
	return directory;
}
