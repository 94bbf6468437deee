import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Octokit } from "@octokit/rest";
import { parse } from "yaml";

const execute = promisify(execFile);

/** A task as its file on the branch says, read with plain git and a plain YAML parser. */
export interface TaskFile {
	readonly key: string;
	readonly issue: number;
	readonly status: string;
	readonly priority: string;
	readonly version: number;
	readonly labels: readonly string[];
	readonly assignee?: string;
	readonly capabilities: readonly string[];
}

/** Every task on a board's branch. */
export async function tasksOn(gitUrl: string): Promise<readonly TaskFile[]> {
	const directory = await mkdtemp(join(tmpdir(), "baton-"));
	try {
		await execute("git", [
			...["clone", "--quiet", "--depth", "1", "--branch", "baton/board"],
			gitUrl,
			directory,
		]);
		const paths = await readdir(join(directory, "tasks"), { recursive: true });
		return await Promise.all(
			paths
				.filter((path) => path.endsWith("task.yaml"))
				.map(
					async (path) =>
						parse(
							await readFile(join(directory, "tasks", path), "utf8"),
						) as TaskFile,
				),
		);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

/** What an issue shows that it should not, or does not show that it should; empty when it shows its task. */
export async function wrongOn(
	task: TaskFile,
	octokit: Octokit,
	repository: { owner: string; repo: string },
): Promise<readonly string[]> {
	const at = { ...repository, issue_number: task.issue };
	const { data: issue } = await octokit.rest.issues.get(at);
	const comments = await octokit.paginate(octokit.rest.issues.listComments, {
		...at,
		per_page: 100,
	});
	const stickies = comments.filter(
		({ user, body }) =>
			user?.login === "baton[bot]" && body?.includes("<!-- baton:status -->"),
	);
	const names = issue.labels.map((label) =>
		typeof label === "string" ? label : (label.name ?? ""),
	);
	const ours = names.filter((name) =>
		/^(baton(:.*)?|priority:.*|needs:.*|no-code)$/.test(name),
	);
	const hasEnded = task.status === "done" || task.status === "cancelled";
	const expected = {
		labels: [
			...(task.status === "cancelled" && !ours.includes("baton")
				? []
				: ["baton"]),
			`baton:${task.status}`,
			`priority:${task.priority}`,
			...task.capabilities.map((one) => `needs:${one}`),
			...task.labels.filter((name) => name === "no-code"),
		]
			.sort()
			.join(),
		state: hasEnded ? "closed" : "open",
		assignees: task.assignee ?? "",
		stickies: 1,
		status: true,
	};
	const shown = {
		labels: [...ours].sort().join(),
		state: issue.state,
		assignees: (issue.assignees ?? []).map(({ login }) => login).join(),
		stickies: stickies.length,
		status:
			stickies[0]?.body?.includes(`**\`${task.status}\`**`) === true &&
			stickies[0].body.includes(`| version | ${task.version} |`),
	};
	return Object.entries(expected).flatMap(([name, wanted]) => {
		const found = shown[name as keyof typeof shown];
		return found === wanted
			? []
			: [`${task.issue} ${name}: ${found} instead of ${wanted}`];
	});
}
