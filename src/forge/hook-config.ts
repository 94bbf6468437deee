import {
	type Answer,
	type Call,
	fields,
	invalidField,
	ok,
	type Params,
	refusal,
	route,
} from "./call.ts";
import type { World } from "./world.ts";

/** What an App's webhook is set to. For the App itself, by its JWT. */
export const hookConfigRoutes = [
	route("GET /app/hook/config", show),
	route("PATCH /app/hook/config", change),
];

const NO_JWT = refusal(401, "A JSON web token could not be decoded");

function show({ caller }: Call, _params: Params, { hooks }: World): Answer {
	if (caller?.kind !== "app") return NO_JWT;
	const { url } = hooks.settings(caller.slug);
	return ok({
		content_type: "json",
		insecure_ssl: "0",
		secret: "********",
		...(url === undefined ? {} : { url }),
	});
}

/** Payloads are always sent as JSON, and certificates always looked at: other settings are refused. */
function change(call: Call, params: Params, world: World): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const {
		url,
		secret,
		content_type = "json",
		insecure_ssl = "0",
	} = fields(call);
	const isAddress = typeof url === "string" && /^https?:\/\/\S+$/i.test(url);
	if (url !== undefined && !isAddress) return invalidField("Hook", "url");
	if (secret !== undefined && typeof secret !== "string")
		return invalidField("Hook", "secret");
	if (content_type !== "json") return invalidField("Hook", "content_type");
	if (`${insecure_ssl}` !== "0") return invalidField("Hook", "insecure_ssl");
	world.hooks.configure(call.caller.slug, {
		...(isAddress ? { url } : {}),
		...(secret === undefined ? {} : { secret }),
	});
	return show(call, params, world);
}
