import {
	type Answer,
	type Call,
	invalidField,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
	route,
} from "./call.ts";
import type { Delivery } from "./delivery.ts";
import type { World } from "./world.ts";

/** What was sent to an App's webhook, and sending it again. For the App itself, by its JWT. */
export const deliveryRoutes = [
	route("GET /app/hook/deliveries", list),
	route("GET /app/hook/deliveries/:delivery_id", show),
	route("POST /app/hook/deliveries/:delivery_id/attempts", redeliver),
];

const NO_JWT = refusal(401, "A JSON web token could not be decoded");
const PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** The list goes by cursor: `cursor` is the id of the first delivery of the page. */
function list(call: Call, _params: Params, world: World): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const perPage = Math.min(
		MOST_PER_PAGE,
		Number(call.query.get("per_page") ?? PER_PAGE) || PER_PAGE,
	);
	const cursor = Number(call.query.get("cursor") ?? Number.MAX_SAFE_INTEGER);
	const status = call.query.get("status");
	if (status !== null && status !== "success" && status !== "failure")
		return invalidField("HookDelivery", "status");
	const found = world.hooks.deliveries(call.caller.slug).filter((delivery) => {
		const isMeant = status === null || status === outcomeOf(delivery);
		return delivery.id <= cursor && isMeant;
	});
	const next = found[perPage];
	if (next === undefined) return ok(found.map(itemFields));
	const query = new URLSearchParams(call.query);
	query.set("cursor", `${next.id}`);
	return ok(found.slice(0, perPage).map(itemFields), {
		link: `<${world.url}${call.path}?${query}>; rel="next"`,
	});
}

/** GitHub goes by the status code; one that waits to be sent is neither. */
function outcomeOf({ statusCode }: Delivery): "success" | "failure" | "none" {
	if (statusCode < 200) return "none";
	return statusCode < 400 ? "success" : "failure";
}

function show(call: Call, params: Params, world: World): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const found = world.hooks
		.deliveries(call.caller.slug)
		.find(({ id }) => id === Number(params.delivery_id));
	if (found === undefined) return NOT_FOUND;
	return ok({
		...itemFields(found),
		url: world.hooks.settings(call.caller.slug).url ?? "",
		request: {
			headers: found.headers,
			payload: JSON.parse(found.body) as unknown,
		},
		response: { headers: {}, payload: found.response },
	});
}

function redeliver(call: Call, params: Params, world: World): Answer {
	if (call.caller?.kind !== "app") return NO_JWT;
	const isKept = world.hooks.redeliver(
		call.caller.slug,
		Number(params.delivery_id),
	);
	return isKept ? { status: 202, body: {} } : NOT_FOUND;
}

function itemFields(delivery: Delivery): Record<string, unknown> {
	return {
		id: delivery.id,
		guid: delivery.guid,
		delivered_at: delivery.deliveredAt,
		redelivery: delivery.redelivery,
		duration: delivery.durationSeconds,
		status: delivery.status,
		status_code: delivery.statusCode,
		event: delivery.event,
		action: delivery.action,
		installation_id: delivery.installationId,
		repository_id: delivery.repositoryId,
		throttled_at: null,
	};
}
