import type { ProbotOctokit } from "probot";
import type { RepositoryName } from "../api.ts";
import { CONFIG_PATH } from "../config-file.ts";
import { CONFIG_CHECK, type ConfigCheck } from "./config-check.ts";
import type { ConfigFault } from "./config-fault.ts";

/** The check about the config as it stands at a commit. */
export interface ShownConfigCheck {
	readonly id: number;
	readonly conclusion: string | null;
	readonly marker: string;
	readonly summary: string;
}

/** Asks for the check about the config and makes it. */
export interface ConfigCheckApi {
	/** The app's newest check about the config at a commit. */
	configCheck(sha: string): Promise<ShownConfigCheck | undefined>;
	/** Makes the check, or changes the one with this id. False where checks are not permitted. Never repeated blindly. */
	saveConfigCheck(check: ConfigCheck, id?: number): Promise<boolean>;
}

/** GitHub takes so many annotations at once, each with so much of a message. */
const MOST_FAULTS = 50;
const MAX_MESSAGE_UNITS = 1_000;

/** The same for one repository, spoken with an installation's token. */
export function configCheckApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
): ConfigCheckApi {
	const { rest } = octokit;
	return {
		async configCheck(sha) {
			const { data } = await rest.checks.listForRef({
				...name,
				ref: sha,
				check_name: CONFIG_CHECK,
			});
			const [newest] = data.check_runs
				.filter(({ app }) => `${app?.slug}[bot]` === appLogin)
				.sort((a, b) => b.id - a.id);
			return (
				newest && {
					id: newest.id,
					conclusion: newest.conclusion,
					marker: newest.external_id ?? "",
					summary: newest.output.summary ?? "",
				}
			);
		},
		async saveConfigCheck(check, id) {
			const { sha, conclusion, marker, title, summary, faults } = check;
			const fields = {
				...name,
				status: "completed",
				conclusion,
				external_id: marker,
				output: {
					...{ title, summary },
					// Those of an update come on top of what is there.
					annotations: id === undefined ? faults.flatMap(annotation) : [],
				},
				request: { retries: 0 },
			} as const;
			try {
				await (id === undefined
					? rest.checks.create({
							...{ ...fields, name: CONFIG_CHECK, head_sha: sha },
						})
					: rest.checks.update({ ...fields, check_run_id: id }));
			} catch (error) {
				if (!isNotPermitted(error)) throw error;
				return false;
			}
			return true;
		},
	};
}

function annotation({ message, line = 1 }: ConfigFault, index: number) {
	if (index >= MOST_FAULTS) return [];
	return [
		{
			path: CONFIG_PATH,
			start_line: line,
			end_line: line,
			annotation_level: "failure" as const,
			message: message.slice(0, MAX_MESSAGE_UNITS),
		},
	];
}

/** A limit is a 403 as well, and passes. */
function isNotPermitted(error: unknown): boolean {
	const { status, message = "" } = Object(error) as {
		status?: number;
		message?: string;
	};
	return status === 403 && /not accessible by integration/i.test(message);
}
