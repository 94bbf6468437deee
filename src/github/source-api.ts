import type { ProbotOctokit } from "probot";
import type { CommitFact } from "../core/plan/evidence.ts";
import type { RepositoryName } from "./api.ts";

/** A file of a tree: `oid` names what it holds, `bytes` is its size. A link is no file with a text of its own. */
export interface SourceFile {
	readonly path: string;
	readonly oid: string;
	readonly bytes: number;
	readonly isLink: boolean;
}

/** The files of the default branch; `isCut` when there are more than GitHub lists, or than are looked at. */
export interface SourceTree {
	readonly files: readonly SourceFile[];
	readonly isCut: boolean;
}

/** What plans need of a repository's own content. Whatever cannot be found out throws: no answer is never taken for one. */
export interface SourceApi {
	/** Every file of the default branch; none in an empty repository. */
	sourceTree(): Promise<SourceTree>;
	/** The text that an oid of a tree stands for; undefined when it is gone. */
	sourceText(oid: string): Promise<string | undefined>;
	/** The commit of a name in hex digits, whole or begun, and what it changed. */
	commitFact(name: string): Promise<CommitFact>;
}

/** More files are not looked at; GitHub lists no more in one answer either. */
const MAX_FILES = 100_000;
/** A list of more files is not kept: the memory of many repositories is worth more than the next request. */
const MAX_KEPT = 20_000;
const PER_PAGE = 100;
/** GitHub tells at most 3,000 files of a commit. */
const MAX_PAGES = 30;
/** A path that is longer cannot be recorded. */
const MAX_PATH_CHARACTERS = 4_096;

/** The same repository's files and commits, spoken with an installation's token. */
export function sourceApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
): SourceApi {
	const { rest } = octokit;
	let last: { readonly head: string; readonly tree: SourceTree } | undefined;
	return {
		async sourceTree() {
			const { data: repository } = await rest.repos.get({ ...name });
			// A repository without a commit is a conflict, one without that branch knows no such name.
			const head = await unless([404, 409], async () => {
				const ref = `heads/${repository.default_branch}`;
				return (await rest.git.getRef({ ...name, ref })).data.object.sha;
			});
			if (head === undefined) return { files: [], isCut: false };
			if (head === last?.head) return last.tree;
			const tree = await treeAt(head);
			last = tree.files.length <= MAX_KEPT ? { head, tree } : undefined;
			return tree;
		},
		sourceText: (oid) =>
			unless([404], async () => {
				const { data } = await rest.git.getBlob({ ...name, file_sha: oid });
				return Buffer.from(
					data.content,
					data.encoding === "base64" ? "base64" : "utf8",
				).toString("utf8");
			}),
		async commitFact(ref) {
			// GitHub says 422 for a name that is no commit's, 409 in a repository without any.
			const found = await unless([404, 409, 422], () => readCommit(ref));
			return found ?? { known: false };
		},
	};

	async function treeAt(head: string): Promise<SourceTree> {
		const { data } = await rest.git.getTree({
			...name,
			tree_sha: head,
			recursive: "true",
		});
		const files = data.tree.filter(({ type }) => type === "blob");
		return {
			files: files
				.slice(0, MAX_FILES)
				.map(({ path = "", sha = "", size = 0, mode }) => ({
					...{ path, oid: sha, bytes: size },
					isLink: mode === "120000",
				})),
			isCut: data.truncated || files.length > MAX_FILES,
		};
	}

	async function readCommit(ref: string): Promise<CommitFact> {
		const files: string[] = [];
		for (let page = 1; ; page++) {
			const { data } = await rest.repos.getCommit({
				...name,
				ref,
				per_page: PER_PAGE,
				page,
			});
			// A branch may be called like a commit; it is none.
			if (!data.sha.startsWith(ref.toLowerCase())) return { known: false };
			const listed = data.files ?? [];
			files.push(
				...listed
					.map(({ filename }) => filename)
					.filter((path) => path.length <= MAX_PATH_CHARACTERS),
			);
			if (listed.length === PER_PAGE && page < MAX_PAGES) continue;
			const { additions, deletions } = data.stats ?? {};
			return {
				known: true,
				sha: data.sha,
				files,
				...(additions === undefined ? {} : { insertions: additions }),
				...(deletions === undefined ? {} : { deletions }),
			};
		}
	}
}

/** What was read, or nothing where GitHub answers with one of these. */
async function unless<T>(
	statuses: readonly number[],
	read: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await read();
	} catch (error) {
		const { status = 0 } = error as { status?: number };
		if (statuses.includes(status)) return undefined;
		throw error;
	}
}
