import type { Changes } from "../core/draft.ts";
import {
	encodeAgent,
	encodeBaton,
	encodeBoard,
	encodeBrief,
	encodeContext,
	encodeLearned,
	encodeMemory,
	encodePlan,
	encodeTask,
} from "./codec.ts";
import type { Tree } from "./git/tree.ts";
import {
	BOARD_FILE,
	notesPath,
	README_FILE,
	retrospectivePath,
	sidePath,
	taskPath,
} from "./layout.ts";

const README = `# A Baton board

This branch is a database. Every commit is one command: who said it, on whose behalf, what it changed. Baton writes it;
read it with plain git.

- \`git log\` is the audit trail; \`git log -- 'tasks/*/42/*'\` is the history of task 42.
- \`board.yaml\` holds the board's config, \`tasks/\` a folder for each task: its state, brief, baton and notes.
- \`baton verify\` replays the log and proves that the files follow from it.

Changes by hand break that proof: say a command instead.
`;

/** The files that a decision's changes come to, by path. The branch's README comes with the first commit. */
export function filesOf(
	changes: Changes,
	tree: Tree,
): ReadonlyMap<string, Uint8Array> {
	const files = new Map<string, Uint8Array>();
	if (changes.board !== undefined) {
		files.set(BOARD_FILE, encodeBoard(changes.board));
		if (tree.oidOf(README_FILE) === undefined)
			files.set(README_FILE, new TextEncoder().encode(README));
	}
	for (const [key, documents] of changes.tasks) {
		if (documents.task !== undefined)
			files.set(taskPath(key, "task"), encodeTask(documents.task));
		if (documents.brief !== undefined)
			files.set(taskPath(key, "brief"), encodeBrief(documents.brief));
		if (documents.baton !== undefined)
			files.set(taskPath(key, "baton"), encodeBaton(documents.baton));
		if (documents.plan !== undefined)
			files.set(taskPath(key, "plan"), encodePlan(documents.plan));
		if (documents.context !== undefined) {
			for (const [index, page] of encodeContext(documents.context).entries())
				files.set(notesPath(key, index + 1), page);
		}
	}
	for (const [name, record] of changes.agents)
		files.set(sidePath(`agents/${name}`), encodeAgent(record));
	for (const [document, memory] of changes.memories)
		files.set(sidePath(document), encodeMemory(memory));
	for (const [key, markdown] of changes.retrospectives)
		files.set(retrospectivePath(key), new TextEncoder().encode(markdown));
	const { learned } = changes;
	if (learned !== undefined) {
		files.set(sidePath("learned/gates"), encodeLearned("gates", learned.gates));
		files.set(sidePath("learned/roles"), encodeLearned("roles", learned.roles));
		files.set(sidePath("learned/runs"), encodeLearned("runs", learned.runs));
	}
	return files;
}
