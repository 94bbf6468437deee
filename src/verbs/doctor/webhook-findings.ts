import { type Finding, finding } from "./finding.ts";
import type { WebhookFacts } from "./github-facts.ts";

const SWEPT =
	"Until then everything is found by the sweep, up to five minutes late.";

/** What keeps GitHub's news from arriving. */
export function webhookFindings(facts: WebhookFacts): readonly Finding[] {
	const { url } = facts;
	if (url === undefined)
		return [
			finding("error", "webhook-absent", {
				what: `The App has no webhook address. ${SWEPT}`,
				fix: `Switch the webhook on in the App's settings and set its address to that of Baton with ${facts.path} behind it.`,
			}),
		];
	return [...addressFindings(url, facts), ...settingFindings(facts)];
}

function addressFindings(url: string, { path }: WebhookFacts): Finding[] {
	const isHere = url.endsWith(path);
	return isHere
		? []
		: [
				finding("advice", "webhook-address", {
					what: `The webhook's address does not end in ${path}, where Baton listens.`,
					fix: "If nothing between GitHub and Baton passes it on, correct it in the App's settings.",
				}),
			];
}

function settingFindings(facts: WebhookFacts): Finding[] {
	const { content_type, has_secret, insecure_ssl } = facts;
	return [
		...(content_type === undefined || content_type === "json"
			? []
			: [
					finding("error", "webhook-form", {
						what: `The webhook is sent as ${JSON.stringify(content_type)}, and Baton reads JSON: every delivery is refused. ${SWEPT}`,
						fix: "Set the content type to application/json in the App's settings.",
					}),
				]),
		...(has_secret === false
			? [
					finding("error", "webhook-secret", {
						what: `The webhook has no secret: Baton refuses what is not signed. ${SWEPT}`,
						fix: "Set the same long random secret in the App's settings and in WEBHOOK_SECRET.",
					}),
				]
			: []),
		...(insecure_ssl === true
			? [
					finding("warning", "webhook-insecure", {
						what: "GitHub does not check the certificate of the webhook's address: whoever is between the two can read what happens.",
						fix: "Enable SSL verification in the App's settings, with a certificate that is valid.",
					}),
				]
			: []),
	];
}
