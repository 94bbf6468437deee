import type { Delivery } from "./delivery.ts";
import {
	createOrders,
	type Order,
	type StandingOrders,
} from "./standing-orders.ts";

/**
 * Deliveries that do not arrive. `failed`: as when the receiver is dead, which the list of deliveries shows. `unseen`: GitHub
 * never tried, so that nothing but a look at the repository finds out.
 */
export interface Loss extends Order {
	readonly as: "failed" | "unseen";
	/** `issues` or `issues.opened`; absent: all. */
	readonly event?: string;
	/** Slug of the App that is not told; absent: every one. */
	readonly app?: string;
}

/** A delivery on its way to an App. */
export interface Outgoing {
	readonly slug: string;
	readonly delivery: Pick<Delivery, "event" | "action">;
}

export type DeliveryLosses = StandingOrders<Loss, Outgoing>;

/** Makes the list of losses that were ordered; repetitions of a delivery are lost like the first. */
export function createLosses(): DeliveryLosses {
	return createOrders<Loss, Outgoing>(({ event, app }, { slug, delivery }) => {
		const names = [delivery.event, `${delivery.event}.${delivery.action}`];
		const isMeant = event === undefined || names.includes(event);
		return isMeant && (app === undefined || app === slug);
	});
}
