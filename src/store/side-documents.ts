import type { AgentRecord } from "../core/agent-record.ts";
import { memoryDocument, type SideDocument } from "../core/board.ts";
import { type LearnedDocuments, nothingLearned } from "../core/learned.ts";
import type { Memory } from "../core/memory.ts";
import {
	type Decoded,
	decodeAgent,
	decodeLearned,
	decodeMemory,
} from "./codec.ts";
import type { Tree } from "./git/tree.ts";
import { sideDocumentOf, sidePath } from "./layout.ts";
import type { Oid } from "./store.ts";

type Side = Decoded<
	AgentRecord | readonly Memory[] | LearnedDocuments[keyof LearnedDocuments]
>;

/** How many documents are kept read; beyond that all are read anew. */
const MAX_KEPT = 2_000;

/** The documents that belong to no task, read when they are asked for. */
export class SideDocuments {
	readonly #read = new Map<SideDocument, { oid: Oid; decoded: Side }>();

	agent(tree: Tree, name: string): AgentRecord | undefined {
		const decoded = this.#decoded(tree, `agents/${name}`);
		return decoded?.ok === true ? (decoded.value as AgentRecord) : undefined;
	}

	/** Every agent with a record, in name order. */
	agents(tree: Tree): readonly string[] {
		return namesIn(tree, "agents");
	}

	/** Every agent with a memory of its own, in name order. */
	remembering(tree: Tree): readonly string[] {
		return namesIn(tree, "memory/agents");
	}

	memory(
		tree: Tree,
		place: "shared" | { readonly agent: string },
	): readonly Memory[] {
		const decoded = this.#decoded(tree, memoryDocument(place));
		return decoded?.ok === true ? (decoded.value as readonly Memory[]) : [];
	}

	/** What finished runs taught; undefined when a part of it cannot be read. */
	learned(tree: Tree): LearnedDocuments | undefined {
		const none = nothingLearned();
		const [gates, roles, runs] = (["gates", "roles", "runs"] as const).map(
			(name) =>
				this.#decoded(tree, `learned/${name}`) ??
				({ ok: true, value: none[name] } as const),
		);
		return gates?.ok === true && roles?.ok === true && runs?.ok === true
			? ({
					gates: gates.value,
					roles: roles.value,
					runs: runs.value,
				} as LearnedDocuments)
			: undefined;
	}

	/** Why a document cannot be used, if so. */
	damage(tree: Tree, document: SideDocument): string | undefined {
		const decoded = this.#decoded(tree, document);
		return decoded?.ok === false ? decoded.reason : undefined;
	}

	#decoded(tree: Tree, document: SideDocument): Side | undefined {
		const path = sidePath(document);
		const oid = tree.oidOf(path);
		if (oid === undefined) return undefined;
		const kept = this.#read.get(document);
		if (kept?.oid === oid) return kept.decoded;
		const bytes = tree.get(path);
		const decoded: Side =
			bytes === undefined
				? { ok: false, reason: "it is no plain file" }
				: decodedAs(document, bytes);
		if (this.#read.size >= MAX_KEPT) this.#read.clear();
		this.#read.set(document, { oid, decoded });
		return decoded;
	}
}

function decodedAs(document: SideDocument, bytes: Uint8Array): Side {
	switch (document) {
		case "learned/gates":
			return decodeLearned("gates", bytes);
		case "learned/roles":
			return decodeLearned("roles", bytes);
		case "learned/runs":
			return decodeLearned("runs", bytes);
		default:
			return document.startsWith("agents/")
				? decodeAgent(bytes)
				: decodeMemory(bytes);
	}
}

function namesIn(
	tree: Tree,
	folder: "agents" | "memory/agents",
): readonly string[] {
	return tree
		.list(folder)
		.map((file) =>
			sideDocumentOf(`${folder}/${file}`)?.slice(folder.length + 1),
		)
		.filter((name) => name !== undefined)
		.sort();
}
