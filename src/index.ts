import type { Probot } from "probot";
import { readEnvironment } from "./environment.ts";
import { startApp } from "./start-app.ts";

/** The Probot app, for whoever runs it with Probot's own server. Takes `BATON_HOME` and `GHE_HOST` from the environment. */
export default function baton(probot: Probot): void {
	const form = readEnvironment(process.env);
	// Probot would go on with a well-known webhook secret where none is set.
	if (form.kind === "unusable") throw new Error(form.problem);
	if (form.kind === "embedded")
		throw new Error("set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET");
	void startApp(probot, form).sweep();
}
