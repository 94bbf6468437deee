import { createPrivateKey } from "node:crypto";

/** What an App speaks to GitHub with, and where that GitHub's API is. */
export interface AppCredentials {
	readonly appId: number;
	readonly privateKey: string;
	readonly apiUrl: string;
}

/** Reads them from environment variables, or answers what is wrong with these. */
export function readAppCredentials(
	env: Readonly<Record<string, string | undefined>>,
): AppCredentials | { readonly problem: string } {
	const appId = Number(env.APP_ID);
	if (!Number.isSafeInteger(appId) || appId <= 0)
		return {
			problem:
				"APP_ID is not a number: set the App's id from its settings page",
		};
	const privateKey = readKey(env.PRIVATE_KEY ?? "");
	if (privateKey === undefined)
		return {
			problem:
				"PRIVATE_KEY is not a whole PEM key: set the App's private key, as it is or in base64",
		};
	const apiUrl = env.GHE_HOST
		? `${env.GHE_PROTOCOL || "https"}://${env.GHE_HOST}/api/v3`
		: "https://api.github.com";
	return { appId, privateKey, apiUrl };
}

function readKey(text: string): string | undefined {
	const plain = text.includes("-----BEGIN")
		? text.replaceAll("\\n", "\n")
		: Buffer.from(text, "base64").toString("utf8");
	try {
		createPrivateKey(plain);
		return plain;
	} catch {
		return undefined;
	}
}
