import type { ProbotOctokit } from "probot";

/** One attempt to deliver a webhook. */
export interface DeliveryRecord {
	readonly id: number;
	/** The same for all attempts to deliver one event. */
	readonly guid: string;
	/** As GitHub writes it. */
	readonly deliveredAt: string;
	readonly event: string;
	readonly action: string | null;
}

/** What the App itself can learn of its deliveries, and do about them. */
export interface DeliveryApi {
	/** Attempts that came to one end or the other, newest first. Throws, with `status` 404, on a server that keeps no list. */
	attempts(outcome: "failure" | "success"): AsyncIterable<DeliveryRecord>;
	/** Asks for one more attempt. */
	redeliver(id: number): Promise<void>;
}

const PER_PAGE = 100;

/** The API of an App, spoken with its JSON web token. */
export function deliveryApi(auth: () => Promise<ProbotOctokit>): DeliveryApi {
	return {
		async *attempts(status) {
			const octokit = await auth();
			const pages = octokit.paginate.iterator(
				octokit.rest.apps.listWebhookDeliveries,
				// The list goes by a cursor, which the link to the next page holds.
				{ per_page: PER_PAGE, status },
			);
			for await (const { data } of pages)
				for (const delivery of data) {
					const hasFailed = delivery.status_code >= 400;
					// A server that does not know the filter answers all of them, those under way included.
					const isMeant = hasFailed === (status === "failure");
					if (isMeant && delivery.status_code >= 200)
						yield {
							id: Number(delivery.id),
							guid: delivery.guid,
							deliveredAt: delivery.delivered_at,
							event: delivery.event,
							action: delivery.action,
						};
				}
		},
		async redeliver(id) {
			const octokit = await auth();
			await octokit.rest.apps.redeliverWebhookDelivery({
				delivery_id: id,
				// Each attempt is an event of its own: one that was asked for is not asked for again blindly.
				request: { retries: 0 },
			});
		},
	};
}
