import type { Headers } from "./quota.ts";

/** A request that GitHub did not carry out, or not wholly. */
export interface Refusal {
	readonly status: number;
	readonly message: string;
	readonly headers: Headers;
	/** True when a part of it was carried out all the same. */
	readonly hadEffect: boolean;
}

interface GraphqlBody {
	readonly data?: Readonly<Record<string, unknown>> | null;
	readonly errors?: readonly {
		readonly type?: string;
		readonly message?: string;
	}[];
}

/** What an error of octokit's tells, or undefined where GitHub did not answer at all. */
export function refusalIn(error: unknown): Refusal | undefined {
	const { status, message, response } = Object(error) as {
		status?: number;
		message?: string;
		response?: { readonly headers?: Headers; readonly data?: unknown };
	};
	if (response === undefined) return undefined;
	const { headers = {}, data } = response;
	const limit = limitIn(data);
	if (limit !== undefined) {
		const parts = Object.values((data as GraphqlBody).data ?? {});
		const hadEffect = parts.some((one) => one !== null);
		return { status: 429, message: limit, headers, hadEffect };
	}
	if (status === undefined) return undefined;
	return { status, message: message ?? "", headers, hadEffect: false };
}

/** Throws for an answer of GraphQL's that says, with status 200, that there were too many requests: as REST would have refused them. */
export function throwIfLimited(answer: object): void {
	const limit = limitIn((answer as { readonly data?: unknown }).data);
	if (limit === undefined) return;
	throw Object.assign(new Error(limit), { status: 429, response: answer });
}

function limitIn(body: unknown): string | undefined {
	const { errors } = Object(body) as GraphqlBody;
	if (!Array.isArray(errors)) return undefined;
	const limit = (errors as NonNullable<GraphqlBody["errors"]>).find(
		({ type = "", message = "" }) =>
			type.startsWith("RATE_LIMIT") || /secondary rate limit/i.test(message),
	);
	return limit && (limit.message ?? "GraphQL rate limit exceeded");
}
