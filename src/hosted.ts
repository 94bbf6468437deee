import { Probot, ProbotOctokit } from "probot";
import { BUILD } from "./build.ts";
import type { Form } from "./environment.ts";
import type { Running } from "./running.ts";
import { serve } from "./serve.ts";

/** A client that does not space its calls, for servers without rate limits. */
export const UnthrottledOctokit: typeof ProbotOctokit = ProbotOctokit.defaults(
	(options: object) => ({
		...options,
		throttle: { enabled: false },
	}),
);

/** Runs the app against GitHub or a GitHub Enterprise Server with the App's credentials. */
export async function startHosted(
	form: Extract<Form, { kind: "hosted" }>,
): Promise<Running> {
	const { appId, privateKey, webhookSecret: secret, apiUrl } = form;
	const client = form.throttle ? {} : { Octokit: UnthrottledOctokit };
	const probot = new Probot({
		appId,
		privateKey,
		secret,
		baseUrl: apiUrl,
		...client,
	});
	const served = await serve({ ...form, probot, secret });
	void served.sweep();
	console.log(`Baton ${BUILD} listens on ${served.url}`);
	return served;
}
