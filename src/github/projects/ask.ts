import type { ProbotOctokit } from "probot";

/** What GitHub says went wrong with a part of a request. */
export interface GraphqlFault {
	readonly type?: string;
	readonly message: string;
	/** Names of fields from the outside in; absent when the whole request was refused. */
	readonly path?: readonly (string | number)[];
}

/** An answer, and what went wrong with parts of it. */
export interface Asked {
	readonly data: Fields;
	readonly faults: readonly GraphqlFault[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** The part of the client that speaks GraphQL. */
export type GraphqlClient = Pick<ProbotOctokit, "graphql">;

/**
 * Asks GitHub by GraphQL. Where only parts went wrong the rest is answered. Throws when nothing came back, with the faults in
 * the error. Changes are sent once: whether a request that got no answer took effect is looked up, never guessed.
 */
export async function ask(
	{ graphql }: GraphqlClient,
	document: string,
	variables: Fields,
): Promise<Asked> {
	const isChange = document.startsWith("mutation");
	try {
		const data = await graphql<Fields>(document, {
			...variables,
			...(isChange ? { request: { retries: 0 } } : {}),
		});
		return { data, faults: [] };
	} catch (error) {
		const { data, errors } = error as {
			data?: Fields | null;
			errors?: readonly GraphqlFault[];
		};
		const isPartial =
			data !== undefined &&
			data !== null &&
			errors?.every(({ path }) => path !== undefined) === true;
		if (!isPartial || errors.some(isLimit)) throw error;
		return { data, faults: errors };
	}
}

/** True for a fault that says that too much was asked, not that it was wrong. */
export function isLimit({ type }: GraphqlFault): boolean {
	return type === "RATE_LIMITED";
}

/** Throws the first fault that was not to be expected, all of them in its `errors`. */
export function throwFaults(
	faults: readonly GraphqlFault[],
	isExpected: (fault: GraphqlFault) => boolean,
): void {
	const fault = faults.find((one) => !isExpected(one));
	if (fault !== undefined)
		throw Object.assign(new Error(fault.message), { errors: faults });
}
