import type { Directions } from "./directions.ts";

/** How long an order may take. */
const ORDER_MS = 5_000;

/** Does something while the local GitHub loses all webhooks of an event for Baton; it tells of them again afterwards. */
export async function deafened<T>(
	{ controls, slug }: Directions,
	event: string,
	act: () => Promise<T>,
): Promise<T> {
	await order(controls, {
		...{ kind: "lose-deliveries", as: "unseen" },
		...{ event, app: slug },
	});
	try {
		return await act();
	} finally {
		await order(controls, { kind: "deliver" });
	}
}

async function order(
	{ url, token }: Directions["controls"],
	body: object,
): Promise<void> {
	const { ok, status } = await fetch(url, {
		method: "POST",
		headers: { authorization: `Bearer ${token}` },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(ORDER_MS),
	});
	if (!ok) throw new Error(`the local GitHub took no order (status ${status})`);
}
