import type { JsonObject } from "../../core/errors.ts";
import { COMMON, json } from "./responses.ts";

const text = { type: "string" } as const;
const oneOf = (...values: readonly string[]) => ({ ...text, enum: values });

/** The exchange of what proves who one is (RFC 8693). */
export function exchange(): JsonObject {
	const kind = "urn:ietf:params:oauth:token-type";
	return {
		operationId: "exchangeToken",
		summary: "Exchanges what proves who one is for a token of this server's.",
		description:
			"RFC 8693: a user token of this App, or the id token of a GitHub Actions job. Refusals are those of RFC 6749.",
		tags: ["callers"],
		security: [],
		requestBody: {
			required: true,
			content: {
				"application/x-www-form-urlencoded": {
					schema: {
						type: "object",
						properties: {
							grant_type: {
								const: "urn:ietf:params:oauth:grant-type:token-exchange",
							},
							subject_token: text,
							subject_token_type: oneOf(
								`${kind}:access_token`,
								`${kind}:id_token`,
							),
							agent: { ...text, description: "The agent to speak for." },
						},
						required: ["grant_type", "subject_token", "subject_token_type"],
					},
				},
			},
		},
		responses: {
			"200": {
				description: "The token.",
				content: json({
					type: "object",
					properties: {
						access_token: text,
						issued_token_type: text,
						token_type: { const: "Bearer" },
						expires_in: { type: "integer", description: "Seconds." },
					},
					required: [
						...["access_token", "issued_token_type"],
						...["token_type", "expires_in"],
					],
				}),
			},
			"400": {
				description: "Refused.",
				content: json({
					type: "object",
					properties: { error: text, error_description: text },
					required: ["error"],
				}),
			},
		},
	};
}

/** Where signing in begins. */
export function signIn(): JsonObject {
	return {
		operationId: "getLogin",
		summary: "Says where the device flow of this App begins.",
		tags: ["callers"],
		security: [],
		responses: {
			"200": {
				description: "Addresses of GitHub's, and the App's client id.",
				content: json({
					type: "object",
					properties: {
						client_id: text,
						device_code_url: { ...text, format: "uri" },
						token_url: { ...text, format: "uri" },
					},
					required: ["client_id", "device_code_url", "token_url"],
				}),
			},
			"404": COMMON["404"] ?? {},
		},
	};
}
