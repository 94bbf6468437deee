import { createHmac, randomUUID } from "node:crypto";
import type { Announcement } from "./emulator.ts";
import type { AppRow, InstallationRow, RepoRow } from "./tables.ts";

/** Deliveries waiting for one receiver; what comes on top of them is recorded as failed. */
const MOST_QUEUED = 10_000;
const TIMEOUT_MS = 10_000;
const MOST_RESPONSE_CHARACTERS = 2000;

/** One event sent to one App, as `GET /app/hook/deliveries/{id}` tells of it. */
export interface Delivery {
	readonly id: number;
	/** The same for a delivery and its repetitions. */
	readonly guid: string;
	readonly event: string;
	readonly action: string | null;
	readonly installationId: number;
	/** Null for what is about an installation. */
	readonly repositoryId: number | null;
	readonly redelivery: boolean;
	readonly deliveredAt: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** `OK`, `pending`, or what went wrong at the first receiver where something did. */
	status: string;
	/** HTTP status, 502 or 504 without an answer; 0 as long as there is none yet. */
	statusCode: number;
	durationSeconds: number;
	response: string | null;
}

/** The outcome of a delivery that has not been tried. */
export const UNSENT = {
	status: "pending",
	statusCode: 0,
	durationSeconds: 0,
	response: null,
};

/** The outcome of a delivery to a receiver that is not there. */
export const NO_CONNECTION = {
	...UNSENT,
	status: "failed to connect to host",
	statusCode: 502,
};

/** What a delivery is made of. */
export interface DeliveryParts {
	readonly announcement: Announcement;
	readonly app: AppRow;
	readonly installation: InstallationRow;
	readonly repo: RepoRow | undefined;
	readonly secret: string;
	readonly id: number;
	/** Milliseconds since the epoch. */
	readonly nowMs: number;
}

/** Makes a delivery, signed and ready to be sent. */
export function newDelivery({
	announcement,
	app,
	installation,
	repo,
	secret,
	id,
	nowMs,
}: DeliveryParts): Delivery {
	const guid = randomUUID();
	const body = bodyFor(announcement, installation);
	return {
		...UNSENT,
		id,
		guid,
		event: announcement.event,
		action: announcement.action ?? null,
		installationId: installation.installation_id,
		repositoryId: repo?.id ?? null,
		redelivery: false,
		deliveredAt: new Date(nowMs).toISOString(),
		body,
		headers: {
			accept: "*/*",
			"content-type": "application/json",
			"user-agent": "GitHub-Hookshot/embedded",
			"x-github-delivery": guid,
			"x-github-event": announcement.event,
			"x-github-hook-id": `${app.app_id}`,
			"x-github-hook-installation-target-id": `${app.app_id}`,
			"x-github-hook-installation-target-type": "integration",
			"x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
		},
	};
}

function bodyFor(
	announcement: Announcement,
	{ installation_id }: InstallationRow,
): string {
	const node_id = Buffer.from(`Installation${installation_id}`).toString(
		"base64url",
	);
	return JSON.stringify({
		installation: { id: installation_id, node_id },
		// An event about an installation shows all of it.
		...announcement.payload,
	});
}

/** One address that an App's webhooks go to, and what waits to be sent there. */
export interface Receiver {
	readonly url: string;
	readonly queue: Delivery[];
	running: Promise<void> | undefined;
	abort: AbortController | undefined;
}

/** A receiver with nothing to do. */
export function newReceiver(url: string): Receiver {
	return { url, queue: [], running: undefined, abort: undefined };
}

/** Puts a delivery at the end of a receiver's queue and sees to it that the queue is worked off. */
export function enqueueDelivery(
	receiver: Receiver,
	delivery: Delivery,
	log: (message: string) => void,
): void {
	if (receiver.queue.length >= MOST_QUEUED) {
		Object.assign(delivery, NO_CONNECTION, { status: "queue full" });
		log(
			`${receiver.url} is too slow: dropped ${delivery.event} ${delivery.guid}`,
		);
		return;
	}
	receiver.queue.push(delivery);
	receiver.running ??= drain(receiver, log).finally(() => {
		receiver.running = undefined;
	});
}

async function drain(
	receiver: Receiver,
	log: (message: string) => void,
): Promise<void> {
	for (
		let delivery = receiver.queue.shift();
		delivery !== undefined;
		delivery = receiver.queue.shift()
	) {
		const started = performance.now();
		const outcome = await post(receiver, delivery);
		const hasFailed = delivery.status !== "pending" && delivery.status !== "OK";
		delivery.durationSeconds = (performance.now() - started) / 1000;
		// With several receivers the one that failed is what a reader of the list needs to see.
		if (!hasFailed) Object.assign(delivery, outcome);
		if (outcome.status !== "OK")
			log(
				`${receiver.url} did not take ${delivery.event} ${delivery.guid}: ${outcome.status}`,
			);
	}
}

async function post(
	receiver: Receiver,
	{ headers, body }: Delivery,
): Promise<Pick<Delivery, "status" | "statusCode" | "response">> {
	const abort = new AbortController();
	receiver.abort = abort;
	const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
	try {
		const answer = await fetch(receiver.url, {
			method: "POST",
			headers,
			body,
			redirect: "manual",
			signal: abort.signal,
		});
		const response = (await answer.text()).slice(0, MOST_RESPONSE_CHARACTERS);
		return {
			status: answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}`,
			statusCode: answer.status,
			response,
		};
	} catch {
		const late = { status: "timed out", statusCode: 504, response: null };
		const { status, statusCode, response } = NO_CONNECTION;
		return abort.signal.aborted ? late : { status, statusCode, response };
	} finally {
		clearTimeout(timer);
		receiver.abort = undefined;
	}
}
