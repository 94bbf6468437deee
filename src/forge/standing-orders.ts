/** An order that holds for the next `count` things it fits, or until it is taken back. */
export interface Order {
	/** At least 1; absent: without end. */
	readonly count?: number;
}

/** Orders that wait for what they fit. */
export interface StandingOrders<O extends Order, Subject> {
	/** Throws when there are too many already. */
	add(order: O): void;
	/** The oldest order that fits, which is used up by one; undefined when none does. */
	take(subject: Subject): O | undefined;
	/** Takes all orders back. */
	clear(): void;
}

const MOST_ORDERS = 100;

/** Makes an empty list of orders; `fits` says what an order is about. */
export function createOrders<O extends Order, Subject>(
	fits: (order: O, subject: Subject) => boolean,
): StandingOrders<O, Subject> {
	let standing: { readonly order: O; left: number }[] = [];
	return {
		add(order) {
			if (standing.length >= MOST_ORDERS)
				throw new Error(
					`more than ${MOST_ORDERS} orders: take them back first`,
				);
			const left = order.count ?? Number.POSITIVE_INFINITY;
			standing.push({ order, left });
		},
		take(subject) {
			const found = standing.find(({ order }) => fits(order, subject));
			if (found === undefined) return undefined;
			found.left--;
			standing = standing.filter(({ left }) => left > 0);
			return found.order;
		},
		clear() {
			standing = [];
		},
	};
}
