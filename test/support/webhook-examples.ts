import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

export type Fields = Readonly<Record<string, unknown>>;

/** An event as GitHub tells it. */
export interface Example {
	readonly name: string;
	readonly payload: Fields;
}

/** Every payload that GitHub's users have contributed as an example. */
export const EXAMPLES: readonly Example[] = (
	JSON.parse(
		readFileSync(
			new URL(import.meta.resolve("@octokit/webhooks-examples")),
			"utf8",
		),
	) as { name: string; examples: Fields[] }[]
).flatMap(({ name, examples }) =>
	examples.map((payload) => ({ name, payload })),
);

/** The first example of an event and action. Throws when there is none. */
export function exampleOf(name: string, action?: string): Fields {
	const found = EXAMPLES.find(
		(example) => example.name === name && example.payload.action === action,
	);
	if (found === undefined)
		throw new Error(`there is no example of ${name} ${action}`);
	return found.payload;
}

/** The same payload, told of another repository: wherever one stands or is listed, it is this one. */
export function toldOf(payload: Fields, repository: Fields): Fields {
	return Object.fromEntries(
		Object.entries(payload).map(([key, value]) => {
			if (key === "repository" && isFields(value))
				return [key, { ...value, ...repository }];
			if (/^repositories(_added|_removed)?$/.test(key) && Array.isArray(value))
				return [key, value.map((one: Fields) => ({ ...one, ...repository }))];
			return [key, value];
		}),
	);
}

/** Sends a webhook as GitHub does. Answers the status. */
export async function deliver(
	to: { readonly webhookUrl: string; readonly secret: string },
	{
		name,
		payload,
		id = "11111111-2222-3333-4444-555555555555",
	}: { readonly name: string; readonly payload: unknown; readonly id?: string },
): Promise<number> {
	const body = typeof payload === "string" ? payload : JSON.stringify(payload);
	const signature = createHmac("sha256", to.secret).update(body).digest("hex");
	const response = await fetch(to.webhookUrl, {
		method: "POST",
		body,
		headers: {
			"content-type": "application/json",
			"x-github-event": name,
			"x-github-delivery": id,
			"x-hub-signature-256": `sha256=${signature}`,
		},
	});
	await response.text();
	return response.status;
}

function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
