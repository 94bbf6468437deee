import { DEMO } from "../../src/demo.ts";
import type { AppOnForge } from "../support/app-on-forge.ts";

/** An answer of the HTTP API. */
export interface ApiAnswer {
	readonly status: number;
	readonly headers: Headers;
	readonly body: {
		readonly ok: boolean;
		readonly code?: string;
		readonly message?: string;
		readonly task?: string;
		readonly version?: number;
		readonly commit?: string;
		readonly opId?: string;
		readonly repeated?: true;
		// biome-ignore lint/suspicious/noExplicitAny: tests look into answers as callers do.
		readonly data?: any;
	};
}

export interface ApiClient {
	/** The address of a path below the demo's board. */
	at(path: string): string;
	/** POSTs a verb; `agent` speaks. */
	say(
		agent: string,
		verb: string,
		fields?: object,
		headers?: Readonly<Record<string, string>>,
	): Promise<ApiAnswer>;
	/** GETs a verb with a query as it stands in the address. */
	ask(agent: string, verb: string, query?: string): Promise<ApiAnswer>;
}

export function apiClient(app: Pick<AppOnForge, "served">): ApiClient {
	const at = (path: string) =>
		`${app.served.url}/api/v1/boards/${DEMO.owner}/${DEMO.repo}/board/${path}`;
	return {
		at,
		say: async (agent, verb, fields = {}, headers = {}) =>
			answerOf(
				await fetch(at(verb), {
					method: "POST",
					headers: {
						"content-type": "application/json",
						"x-baton-agent": agent,
						...headers,
					},
					body: JSON.stringify(fields),
				}),
			),
		ask: async (agent, verb, query = "") =>
			answerOf(
				await fetch(at(`${verb}${query}`), {
					headers: { "x-baton-agent": agent },
				}),
			),
	};
}

export async function answerOf(response: Response): Promise<ApiAnswer> {
	const body = (await response.json()) as ApiAnswer["body"];
	return { status: response.status, headers: response.headers, body };
}
