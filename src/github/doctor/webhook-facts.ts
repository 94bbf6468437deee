import type { WebhookFacts } from "../../verbs/doctor/github-facts.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

/** Where Baton listens below its address; the same in every form of running. */
const PATH = "/api/github/webhooks";

/** How the App's webhook is set up. Its secret is only seen to be there or not. */
export async function hookFacts({ app }: DoctorDoor): Promise<WebhookFacts> {
	const { rest } = await app();
	const { data } = await rest.apps.getWebhookConfigForApp({ ...ONCE });
	const { url, content_type, insecure_ssl, secret } = data;
	return {
		path: PATH,
		...(url ? { url: withoutSecrets(url) } : {}),
		...(content_type === undefined ? {} : { content_type }),
		...(insecure_ssl === undefined
			? {}
			: { insecure_ssl: `${insecure_ssl}` === "1" }),
		has_secret: (secret ?? "") !== "",
	};
}

/** An address may carry a password or a token; whoever asks here need not know it. */
function withoutSecrets(address: string): string {
	if (!URL.canParse(address)) return address.split(/[?#]/, 1)[0] ?? "";
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname}`;
}
