import { accessRoutes } from "./access/access-routes.ts";
import { bearerGuard } from "./access/bearer-guard.ts";
import { sessionGuard } from "./access/session-guard.ts";
import { webSignIn } from "./access/web-sign-in.ts";
import type { Access } from "./agent-doors.ts";
import type { Form } from "./environment.ts";

/** How agents and people prove who they are in the hosted form; undefined where nothing is set to sign in with. */
export function hostedAccess(
	{
		signIn,
		privateKey,
		apiUrl,
	}: Pick<
		Extract<Form, { kind: "hosted" }>,
		"signIn" | "privateKey" | "apiUrl"
	>,
	onError: (error: unknown) => void,
	nowMs: () => number = Date.now,
): Access | undefined {
	if (signIn === undefined) return undefined;
	const options = {
		...signIn,
		privateKey,
		apiUrl,
		nowMs,
		onError,
	};
	return {
		guard: bearerGuard(options),
		apiGuard: sessionGuard(options),
		page: webSignIn(options),
		open: accessRoutes(options),
	};
}
