import { createHmac, randomUUID } from "node:crypto";
import type { Announcement } from "./emulator.ts";
import type { Identities } from "./identities.ts";
import type { AppRow, InstallationRow, RepoRow, Tables } from "./tables.ts";

/** Deliveries waiting for one receiver; what comes on top of them is recorded as failed. */
const MOST_QUEUED = 10_000;
/** Deliveries of one App that can still be read and sent again. */
const MOST_KEPT = 500;
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
	readonly repositoryId: number;
	readonly redelivery: boolean;
	readonly deliveredAt: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** `OK`, `pending`, or what went wrong at the last receiver where something did. */
	status: string;
	/** HTTP status; 0 without an answer. */
	statusCode: number;
	durationSeconds: number;
	response: string | null;
}

/** Sends webhooks to whoever listens for an App. */
export interface Hooks {
	/** Queues an event for every App that is installed there and subscribed to it. Never waits. */
	announce(announcement: Announcement): void;
	/** Adds a listener for an App; the answer takes it away again. Throws for an unknown App. */
	addReceiver(slug: string, url: string): () => void;
	/** The last deliveries of an App, newest first. */
	deliveries(slug: string): readonly Delivery[];
	/** Sends a delivery once more; false when it is not kept any longer. */
	redeliver(slug: string, id: number): boolean;
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
	/** Drops what is queued and ends what is under way. */
	close(): void;
}

export interface HooksOptions {
	readonly tables: Tables;
	readonly identities: Identities;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly log: (message: string) => void;
}

interface Receiver {
	readonly url: string;
	readonly queue: Delivery[];
	running: Promise<void> | undefined;
	abort: AbortController | undefined;
}

/** Makes the sender of webhooks: one queue per receiver, in order, ten seconds for each, no second attempt. */
export function createHooks(options: HooksOptions): Hooks {
	const receivers = new Map<string, Set<Receiver>>();
	const kept = new Map<string, Delivery[]>();
	let lastId = 0;
	const nextId = () => {
		lastId = Math.max(lastId + 1, options.clock() * 1000);
		return lastId;
	};

	function send(slug: string, delivery: Delivery): void {
		kept.set(slug, [delivery, ...(kept.get(slug) ?? [])].slice(0, MOST_KEPT));
		const listening = [...(receivers.get(slug) ?? [])];
		if (listening.length === 0) delivery.status = "nobody listens";
		for (const receiver of listening) enqueue(receiver, delivery, options.log);
	}

	return {
		announce(announcement) {
			const repo = options.tables.repos.findOneBy(
				"full_name",
				announcement.repository,
			);
			if (repo === undefined) return;
			for (const { app, installation } of listenersTo(
				options.tables,
				repo,
				announcement.event,
			)) {
				const secret = options.identities.apps[app.slug]?.webhookSecret;
				if (secret === undefined) continue;
				const body = bodyFor(announcement, installation);
				send(
					app.slug,
					newDelivery({
						announcement,
						app,
						installation,
						repo,
						body,
						secret,
						id: nextId(),
						now: options.clock(),
					}),
				);
			}
		},
		addReceiver(slug, url) {
			if (options.identities.apps[slug] === undefined)
				throw new Error(`there is no App "${slug}"`);
			const receiver: Receiver = {
				url,
				queue: [],
				running: undefined,
				abort: undefined,
			};
			const listening = receivers.get(slug) ?? new Set();
			receivers.set(slug, listening.add(receiver));
			return () => {
				listening.delete(receiver);
				receiver.queue.length = 0;
			};
		},
		deliveries: (slug) => kept.get(slug) ?? [],
		redeliver(slug, id) {
			const found = kept.get(slug)?.find((delivery) => delivery.id === id);
			if (found === undefined) return false;
			const deliveredAt = new Date(options.clock()).toISOString();
			send(slug, {
				...found,
				...UNSENT,
				id: nextId(),
				redelivery: true,
				deliveredAt,
			});
			return true;
		},
		async settled() {
			const running = () =>
				[...receivers.values()].flatMap((set) =>
					[...set].flatMap(({ running }) => running ?? []),
				);
			while (running().length > 0) await Promise.all(running());
		},
		close() {
			for (const receiver of [...receivers.values()].flatMap((set) => [
				...set,
			])) {
				receiver.queue.length = 0;
				receiver.abort?.abort();
			}
			receivers.clear();
		},
	};
}

const UNSENT = {
	status: "pending",
	statusCode: 0,
	durationSeconds: 0,
	response: null,
};

function listenersTo(
	tables: Tables,
	repo: RepoRow,
	event: string,
): { app: AppRow; installation: InstallationRow }[] {
	return tables.appInstallations.all().flatMap((installation) => {
		const isHere =
			installation.account_id === repo.owner_id &&
			installation.account_type === repo.owner_type;
		const isCovered =
			installation.repository_selection === "all" ||
			installation.repository_ids.includes(repo.id);
		if (!isHere || !isCovered || installation.suspended_at !== null) return [];
		const app = tables.apps.findOneBy("app_id", installation.app_id);
		return app?.events.includes(event) === true ? [{ app, installation }] : [];
	});
}

function bodyFor(
	announcement: Announcement,
	{ installation_id }: InstallationRow,
): string {
	const node_id = Buffer.from(`Installation${installation_id}`).toString(
		"base64url",
	);
	return JSON.stringify({
		...announcement.payload,
		installation: { id: installation_id, node_id },
	});
}

interface DeliveryParts {
	readonly announcement: Announcement;
	readonly app: AppRow;
	readonly installation: InstallationRow;
	readonly repo: RepoRow;
	readonly body: string;
	readonly secret: string;
	readonly id: number;
	readonly now: number;
}

function newDelivery({
	announcement,
	app,
	installation,
	repo,
	body,
	secret,
	id,
	now,
}: DeliveryParts): Delivery {
	const guid = randomUUID();
	return {
		...UNSENT,
		id,
		guid,
		event: announcement.event,
		action: announcement.action ?? null,
		installationId: installation.installation_id,
		repositoryId: repo.id,
		redelivery: false,
		deliveredAt: new Date(now).toISOString(),
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

function enqueue(
	receiver: Receiver,
	delivery: Delivery,
	log: HooksOptions["log"],
): void {
	if (receiver.queue.length >= MOST_QUEUED) {
		delivery.status = "queue full";
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
	log: HooksOptions["log"],
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
		return {
			status: abort.signal.aborted ? "timed out" : "failed to connect to host",
			statusCode: 0,
			response: null,
		};
	} finally {
		clearTimeout(timer);
		receiver.abort = undefined;
	}
}
