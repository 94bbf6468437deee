import type { AccessOptions } from "./access-options.ts";
import { requestUserToken } from "./user-token-request.ts";

/** Ends a user token of this App at GitHub. One that it does not end, ends by itself; nobody has it any more. */
export async function revokeUserToken(
	token: string,
	options: Pick<AccessOptions, "apiUrl" | "clientId" | "clientSecret">,
): Promise<void> {
	await requestUserToken("DELETE", token, options).catch(() => undefined);
}
