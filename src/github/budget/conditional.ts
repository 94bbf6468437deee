import type { AnswerCache, KeptAnswer } from "./answer-cache.ts";

/** An answer as octokit gives it. */
export interface Answer {
	status: number;
	url: string;
	headers: Record<string, unknown>;
	data: unknown;
}

/** What is asked, how, and for whom; `ask` sends it with more headers. */
export interface Asked {
	/** Names the installation and everything of the request that its answer depends on. */
	readonly key: string;
	/** How many entries a page of a list has, where one is asked for. */
	readonly perPage: number | undefined;
	readonly ask: (headers: Readonly<Record<string, string>>) => Promise<Answer>;
}

/**
 * Reads something that may have been read before: only what has changed since costs anything of the primary limit. GitHub looks
 * each time whether the caller may see it, so what is kept answers nobody who may not.
 */
export async function askAgain(
	{ key, perPage, ask }: Asked,
	cache: AnswerCache,
): Promise<Answer> {
	const kept = cache.get(key);
	try {
		const answer = await ask(
			kept === undefined ? {} : { "if-none-match": kept.etag },
		);
		keep(answer, { key, perPage, cache });
		return answer;
	} catch (error) {
		const { status, response } = Object(error) as {
			status?: number;
			response?: Answer;
		};
		if (status !== 304 || kept === undefined) throw error;
		return fromKept(kept, response?.headers ?? {});
	}
}

function keep(
	{ status, url, headers, data }: Answer,
	{
		key,
		perPage,
		cache,
	}: { key: string; perPage: number | undefined; cache: AnswerCache },
): void {
	const { etag } = headers;
	// The tag of a page says nothing about a next one: a full last page is always read anew.
	const isFullLast =
		perPage !== undefined &&
		Array.isArray(data) &&
		data.length >= perPage &&
		!/rel="next"/.test(String(headers.link ?? ""));
	cache.drop(key);
	if (status !== 200 || typeof etag !== "string" || isFullLast) return;
	const json = JSON.stringify(data);
	if (json !== undefined) cache.set(key, { etag, json, headers, url });
}

/** What was read before, with what the newer answer tells of limits and of the next page. */
function fromKept(kept: KeptAnswer, newer: Answer["headers"]): Answer {
	return {
		status: 200,
		url: kept.url,
		headers: { ...kept.headers, ...newer },
		data: JSON.parse(kept.json) as unknown,
	};
}
