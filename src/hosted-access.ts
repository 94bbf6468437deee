import { accessRoutes } from "./access/access-routes.ts";
import { bearerGuard } from "./access/bearer-guard.ts";
import type { Access } from "./agent-doors.ts";
import type { Form } from "./environment.ts";

/** How agents prove who they are in the hosted form; undefined where nothing is set to sign in with. */
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
): Access | undefined {
	if (signIn === undefined) return undefined;
	const options = {
		...signIn,
		privateKey,
		apiUrl,
		nowMs: Date.now,
		onError,
	};
	return { guard: bearerGuard(options), open: accessRoutes(options) };
}
