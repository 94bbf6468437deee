import type { FileChange } from "./git-diff.ts";
import type { RepoRow } from "./tables.ts";

/** A changed file as commits, comparisons and pull requests show it; `from` and `to` are the commits, `url` the forge's. */
export function fileFields(
	file: FileChange,
	repo: RepoRow,
	{ from, to, url }: { from: string; to: string; url: string },
): Record<string, unknown> {
	const at = file.status === "removed" ? from : to;
	const path = file.filename.split("/").map(encodeURIComponent).join("/");
	return {
		sha: file.sha,
		filename: file.filename,
		status: file.status,
		additions: file.additions,
		deletions: file.deletions,
		changes: file.additions + file.deletions,
		blob_url: `${url}/${repo.full_name}/blob/${at}/${path}`,
		raw_url: `${url}/${repo.full_name}/raw/${at}/${path}`,
		contents_url: `${url}/repos/${repo.full_name}/contents/${path}?ref=${at}`,
		...(file.previous === undefined
			? {}
			: { previous_filename: file.previous }),
		...(file.patch === undefined ? {} : { patch: file.patch }),
	};
}
