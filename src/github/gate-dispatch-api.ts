import type { ProbotOctokit } from "probot";
import type { RepositoryName } from "./api.ts";

/** What the gate workflow is asked for: to run a gate's command at a commit. The command itself is not in it. */
export interface GateDispatch {
	/** The gate's name in the config. */
	readonly gate: string;
	/** Full name of the commit. */
	readonly sha: string;
	/** The task that waits for it. */
	readonly task: string;
	/** What the gate says in the config in force, as `gateDigest` makes it: the workflow runs nothing else. */
	readonly digest: string;
}

/** The event that the gate workflow waits for. */
export const DISPATCH_EVENT = "baton-gate";

/** Asking for workflows of one repository. */
export interface DispatchApi {
	/** Asks for one run of the gate workflow. GitHub does not say whether there is such a workflow. */
	dispatchGate(dispatch: GateDispatch): Promise<void>;
}

/** The same repository's dispatches, spoken with an installation's token. */
export function dispatchApi(
	{ rest }: ProbotOctokit,
	name: RepositoryName,
): DispatchApi {
	return {
		async dispatchGate({ gate, sha, task, digest }) {
			await rest.repos.createDispatchEvent({
				...name,
				event_type: DISPATCH_EVENT,
				client_payload: { gate, sha, task, digest },
				request: { retries: 0 },
			});
		},
	};
}
