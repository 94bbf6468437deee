import {
	fromByteString,
	type ObjectSource,
	parseTree,
} from "../store/git/object.ts";
import { missing } from "../store/git/tree-loader.ts";
import { taskOfPath, taskPath } from "../store/layout.ts";
import type { CommitRecord, Oid } from "../store/store.ts";
import type { LogFiles, NamedDocument, TaskChange } from "./log-files.ts";

/** What is in a folder, by names as git keeps them. */
type Folder = ReadonlyMap<string, Oid>;

const EMPTY: Folder = new Map();
/** The folders read last: one commit's are mostly the next one's. */
const KEPT_FOLDERS = 64;

/** Reads single objects, and folders from one commit to the next only where they changed. Throws for what is missing. */
export class NearLogFiles implements LogFiles {
	readonly #objects: ObjectSource;
	readonly #kept = new Map<Oid, Folder>();

	constructor(objects: ObjectSource) {
		this.#objects = objects;
	}

	async changes(
		older: CommitRecord | undefined,
		newer: CommitRecord,
	): Promise<readonly TaskChange[]> {
		const before = (await this.#folder(older?.treeOid)).get("tasks");
		const after = (await this.#folder(newer.treeOid)).get("tasks");
		const found: TaskChange[] = [];
		for (const [hash, was, is] of await this.#differences(before, after))
			for (const [key, from, to] of await this.#differences(was, is)) {
				const at = `tasks/${fromByteString(hash)}/${fromByteString(key)}`;
				const change = await this.#changedIn(at, from, to);
				if (change !== undefined) found.push(change);
			}
		return found;
	}

	async agents({ treeOid }: CommitRecord): Promise<readonly NamedDocument[]> {
		const top = await this.#folder(treeOid);
		const agents = await this.#folder(top.get("agents"));
		return [...agents.values()].map((oid) => ({
			oid,
			bytes: () => this.#blob(oid),
		}));
	}

	/** Names at which two folders differ, with what is there before and after. */
	async #differences(
		before: Oid | undefined,
		after: Oid | undefined,
	): Promise<readonly (readonly [string, Oid | undefined, Oid | undefined])[]> {
		if (before === after) return [];
		const was = await this.#folder(before);
		const is = await this.#folder(after);
		const names = new Set([...was.keys(), ...is.keys()]);
		return [...names]
			.filter((name) => was.get(name) !== is.get(name))
			.map((name) => [name, was.get(name), is.get(name)]);
	}

	async #changedIn(
		at: string,
		before: Oid | undefined,
		after: Oid | undefined,
	): Promise<TaskChange | undefined> {
		const task = taskOfPath(`${at}/`);
		if (task === undefined) return undefined;
		const name = taskPath(task, "task").slice(at.length + 1);
		const was = (await this.#folder(before)).get(name);
		const is = (await this.#folder(after)).get(name);
		if (was === is) return undefined;
		return { task, was: await this.#blob(was), is: await this.#blob(is) };
	}

	/** What is in a folder; nothing where something else stands in its place. */
	async #folder(oid: Oid | undefined): Promise<Folder> {
		if (oid === undefined) return EMPTY;
		const known = this.#kept.get(oid);
		if (known !== undefined) return known;
		const { type, body } = await this.#object(oid);
		const entries = (type === "tree" ? parseTree(body) : undefined) ?? [];
		const found = new Map(entries.map(({ name, oid: at }) => [name, at]));
		this.#kept.set(oid, found);
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > KEPT_FOLDERS && oldest !== undefined)
			this.#kept.delete(oldest);
		return found;
	}

	async #blob(oid: Oid | undefined): Promise<Uint8Array | undefined> {
		if (oid === undefined) return undefined;
		const { type, body } = await this.#object(oid);
		return type === "blob" ? body : undefined;
	}

	async #object(oid: Oid) {
		const object = await this.#objects.read(oid);
		if (object === undefined) throw missing(oid);
		return object;
	}
}
