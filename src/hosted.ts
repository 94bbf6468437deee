import { Probot, ProbotOctokit } from "probot";
import { BUILD } from "./build.ts";
import type { Form } from "./environment.ts";
import { budgetedOctokit } from "./github/budget/budgeted-octokit.ts";
import { GITHUB_LIMITS, NO_LIMITS } from "./github/budget/limits.ts";
import { hostedAccess } from "./hosted-access.ts";
import type { ReplicaTurns } from "./replicas/replica-pace.ts";
import type { Running } from "./running.ts";
import { serve } from "./serve.ts";

/** A client that does not space its calls, for servers without rate limits. */
export const UnthrottledOctokit: typeof ProbotOctokit = ProbotOctokit.defaults(
	(options: object) => ({
		...options,
		throttle: { enabled: false },
	}),
);

/** Probot's client: the budget spaces its calls, and where several processes share queues, these space theirs all together. */
export function pacedOctokit(
	turns: ReplicaTurns | undefined,
): typeof ProbotOctokit {
	if (turns === undefined) return UnthrottledOctokit;
	return ProbotOctokit.defaults((options: { throttle?: object }) => ({
		...options,
		throttle: { ...options.throttle, ...turns },
	}));
}

/** Runs the app against GitHub or a GitHub Enterprise Server with the App's credentials. */
export async function startHosted(
	form: Extract<Form, { kind: "hosted" }>,
): Promise<Running> {
	const { appId, privateKey, webhookSecret: secret, apiUrl } = form;
	const { redisUrl, throttle } = form;
	const { openReplicas } = await import("./replicas/open-replicas.ts");
	const replicas = await openReplicas({
		redisUrl,
		appId,
		say: (what) => console.warn(`baton: ${what}`),
	});
	const probot = new Probot({
		appId,
		privateKey,
		secret,
		baseUrl: apiUrl,
		Octokit: budgetedOctokit({
			base: throttle ? pacedOctokit(replicas.turns) : UnthrottledOctokit,
			limits: throttle ? GITHUB_LIMITS : NO_LIMITS,
		}),
	});
	const { board: share } = replicas;
	const access = hostedAccess(form, (error) =>
		probot.log.error({ err: error }, "signing in"),
	);
	try {
		const served = await serve({
			...{ ...form, probot, secret, share },
			...(access === undefined ? {} : { access }),
		});
		void served.sweep();
		console.log(`Baton ${BUILD} listens on ${served.url}`);
		return {
			async close() {
				await served.close();
				replicas.close();
			},
		};
	} catch (error) {
		replicas.close();
		throw error;
	}
}
