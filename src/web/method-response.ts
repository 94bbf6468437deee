import { refuse } from "../core/errors.ts";
import { refusalResponse } from "./refusal-response.ts";

/** What a request is answered whose method is not one of `allowed`: 204 to OPTIONS, else 405; undefined for one that is. */
export function methodResponse(
	method: string,
	allowed: readonly string[],
): Response | undefined {
	if (allowed.includes(method)) return undefined;
	const allow = [...allowed, "OPTIONS"].join(", ");
	if (method === "OPTIONS")
		return new Response(null, {
			status: 204,
			headers: { allow, "cache-control": "no-store" },
		});
	return refusalResponse(
		refuse(
			"VALIDATION",
			`${method.slice(0, 20)} is not understood here.`,
			`Use ${allowed.join(" or ")}.`,
		),
		{ status: 405, headers: { allow } },
	);
}
