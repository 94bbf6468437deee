import type { Actor } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";

/** What the runner tells a step about itself. */
export interface ActionContext {
	readonly ok: true;
	readonly owner: string;
	readonly repo: string;
	/** The repository's number; absent on servers whose runners do not tell it. */
	readonly repositoryId?: number;
	/** `https://api.github.com`, without a slash at the end. */
	readonly apiUrl: string;
	/** `https://github.com`, without a slash at the end. */
	readonly serverUrl: string;
	/** The job's own token. */
	readonly token: string;
	readonly event: { readonly name: string; readonly path: string };
	/** Who started the run. */
	readonly actor: Actor;
	/** The run, the job in it and the step in that: the same at each attempt, which is counted from 1. */
	readonly run: {
		readonly id: string;
		readonly job: string;
		readonly step: string;
		readonly attempt: string;
	};
	/** A directory of the job's own. */
	readonly tempDir: string;
	/** A step's input by its name in `action.yml`; empty when it is not given. */
	readonly input: (name: string) => string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads where a step runs from its environment. What is missing is refused, with what to do about it. */
export function readContext(env: Env): ActionContext | Refusal {
	const input = (name: string) =>
		(env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
	const [, owner, repo] =
		/^([^/\s]+)\/([^/\s]+)$/.exec(env.GITHUB_REPOSITORY ?? "") ?? [];
	if (owner === undefined || repo === undefined)
		return refuse(
			"VALIDATION",
			"GITHUB_REPOSITORY names no repository.",
			"This program is a step of a GitHub Actions job: use it as `.github/workflows/baton.yml` does.",
		);
	const token = input("token") || env.GITHUB_TOKEN || "";
	if (token === "" && input("url") === "")
		return refuse(
			"UNAUTHENTICATED",
			"The step has no token.",
			"Leave the input `token` out, so that it is the job's own, or set it to github.token.",
		);
	const id = Number(env.GITHUB_REPOSITORY_ID);
	return {
		...{ ok: true, owner, repo, token, input },
		...(Number.isSafeInteger(id) && id > 0 ? { repositoryId: id } : {}),
		apiUrl: address(env.GITHUB_API_URL, "https://api.github.com"),
		serverUrl: address(env.GITHUB_SERVER_URL, "https://github.com"),
		event: {
			name: env.GITHUB_EVENT_NAME ?? "",
			path: env.GITHUB_EVENT_PATH ?? "",
		},
		actor: {
			id: Number(env.GITHUB_ACTOR_ID) || 0,
			login: env.GITHUB_ACTOR ?? "",
		},
		run: {
			id: env.GITHUB_RUN_ID ?? "",
			job: env.GITHUB_JOB ?? "",
			step: env.GITHUB_ACTION ?? "",
			attempt: env.GITHUB_RUN_ATTEMPT || "1",
		},
		tempDir: env.RUNNER_TEMP || ".",
	};
}

function address(told: string | undefined, usual: string): string {
	return (told || usual).replace(/\/+$/, "");
}
