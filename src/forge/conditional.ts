import { createHash } from "node:crypto";
import type { Answer, Call } from "./call.ts";

/**
 * Gives the 200 answer of a GET the ETag of its body, and leaves the body out when the caller has it already. As with GitHub
 * the ETag is weak and says nothing about the `Link` header.
 */
export function conditional(
	{ method }: Pick<Call, "method">,
	answer: Answer,
	ifNoneMatch: string | undefined,
): Answer {
	if (method !== "GET" || answer.status !== 200 || answer.body === undefined)
		return answer;
	const { "content-type": given, ...others } = answer.headers ?? {};
	const isRaw = Buffer.isBuffer(answer.body);
	const body = isRaw
		? (answer.body as Buffer)
		: Buffer.from(JSON.stringify(answer.body));
	const etag = `W/"${createHash("sha256").update(body).digest("hex")}"`;
	if (isKnown(etag, ifNoneMatch))
		return { status: 304, headers: { ...others, etag } };
	const type = isRaw
		? (given ?? "application/octet-stream")
		: "application/json; charset=utf-8";
	return {
		status: 200,
		body,
		headers: { ...others, etag, "content-type": type },
	};
}

/** The header names one ETag, several, or any; whether they are weak makes no difference. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
	const strong = (text: string) => text.trim().replace(/^W\//, "");
	const known = (ifNoneMatch ?? "").split(",").map(strong);
	return known.includes(strong(etag)) || known.includes("*");
}
