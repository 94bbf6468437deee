import {
	type Delivery,
	type DeliveryParts,
	enqueueDelivery,
	NO_CONNECTION,
	newDelivery,
	newReceiver,
	type Receiver,
	UNSENT,
} from "./delivery.ts";
import type { DeliveryLosses } from "./delivery-losses.ts";
import type { Announcement } from "./emulator.ts";
import type { Identities } from "./identities.ts";
import type { AppRow, InstallationRow, RepoRow, Tables } from "./tables.ts";

/** Deliveries of one App that can still be read and sent again, if they are not older than GitHub keeps them. */
const MOST_KEPT = 2000;
const KEPT_MS = 3 * 24 * 3_600_000;

/** What an App's webhook is set to; deliveries already made keep the signature they have. */
export interface HookSettings {
	/** Absent: nobody listens. */
	readonly url?: string;
	readonly secret: string;
}

/** Sends webhooks to whoever listens for an App. */
export interface Hooks {
	/** Queues an event for every App that is installed there and subscribed to it. Never waits. */
	announce(announcement: Announcement): void;
	/** Adds a listener for an App; the answer takes it away again. Throws for an unknown App. */
	addReceiver(slug: string, url: string): () => void;
	/** Where an App's webhooks go; the first of several addresses. */
	settings(slug: string): HookSettings;
	/** Sends them elsewhere, to that address alone, or signs them with another secret, for as long as this runs. */
	configure(slug: string, changes: Partial<HookSettings>): void;
	/** The last deliveries of an App, newest first. */
	deliveries(slug: string): readonly Delivery[];
	/** Sends a delivery once more; false when it is not kept any longer. */
	redeliver(slug: string, id: number): boolean;
	/** Where Apps are installed that reach a repository, those left out that are suspended. */
	installationsOn(repo: RepoRow): InstallationRow[];
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
	/** Drops what is queued and ends what is under way. */
	close(): void;
}

export interface HooksOptions {
	readonly tables: Tables;
	readonly identities: Identities;
	readonly losses: DeliveryLosses;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly log: (message: string) => void;
}

/** Makes the sender of webhooks: one queue per receiver, in order, ten seconds for each, no second attempt. */
export function createHooks(options: HooksOptions): Hooks {
	const { identities, clock, log, losses } = options;
	const secrets = new Map<string, string>();
	const secretOf = (slug: string) =>
		secrets.get(slug) ?? identities.apps[slug]?.webhookSecret;
	const receivers = new Map<string, Set<Receiver>>();
	const kept = new Map<string, Delivery[]>();
	let lastId = 0;
	const all = () =>
		[...receivers.values()].flatMap((listening) => [...listening]);
	const nextId = () => {
		lastId = Math.max(lastId + 1, clock() * 1000);
		return lastId;
	};
	const deliveries = (slug: string) =>
		(kept.get(slug) ?? []).filter(
			({ deliveredAt }) => Date.parse(deliveredAt) > clock() - KEPT_MS,
		);
	const send = (slug: string, delivery: Delivery) => {
		const loss = losses.take({ slug, delivery });
		if (loss?.as === "unseen") return;
		kept.set(slug, [delivery, ...(kept.get(slug) ?? [])].slice(0, MOST_KEPT));
		const listening = [...(receivers.get(slug) ?? [])];
		if (loss !== undefined || listening.length === 0)
			Object.assign(delivery, NO_CONNECTION);
		else
			for (const receiver of listening)
				enqueueDelivery(receiver, delivery, log);
	};
	return {
		announce(announcement) {
			for (const parts of partsOf(options, secretOf, announcement)) {
				send(
					parts.app.slug,
					newDelivery({ ...parts, id: nextId(), nowMs: clock() }),
				);
			}
		},
		addReceiver(slug, url) {
			if (identities.apps[slug] === undefined)
				throw new Error(`there is no App "${slug}"`);
			const receiver = newReceiver(url);
			const listening = receivers.get(slug) ?? new Set();
			receivers.set(slug, listening.add(receiver));
			return () => {
				listening.delete(receiver);
				receiver.queue.length = 0;
			};
		},
		settings(slug) {
			const [first] = receivers.get(slug) ?? [];
			const url = first === undefined ? {} : { url: first.url };
			return { ...url, secret: secretOf(slug) ?? "" };
		},
		configure(slug, { url, secret }) {
			if (secret !== undefined) secrets.set(slug, secret);
			if (url !== undefined) receivers.set(slug, new Set([newReceiver(url)]));
		},
		deliveries,
		redeliver(slug, id) {
			const found = deliveries(slug).find((delivery) => delivery.id === id);
			if (found === undefined) return false;
			const deliveredAt = new Date(clock()).toISOString();
			send(slug, {
				...found,
				...UNSENT,
				id: nextId(),
				redelivery: true,
				deliveredAt,
			});
			return true;
		},
		installationsOn: (repo) => installationsOn(options.tables, repo),
		async settled() {
			const running = () => all().flatMap((receiver) => receiver.running ?? []);
			while (running().length > 0) await Promise.all(running());
		},
		close() {
			for (const receiver of all()) {
				receiver.queue.length = 0;
				receiver.abort?.abort();
			}
			receivers.clear();
		},
	};
}

function installationsOn(tables: Tables, repo: RepoRow): InstallationRow[] {
	return tables.appInstallations.all().filter((installation) => {
		const isHere =
			installation.account_id === repo.owner_id &&
			installation.account_type === repo.owner_type;
		const isCovered =
			installation.repository_selection === "all" ||
			installation.repository_ids.includes(repo.id);
		return isHere && isCovered && installation.suspended_at === null;
	});
}

/** One delivery for every App that is installed on the repository and hears of the event. */
function partsOf(
	{ tables }: HooksOptions,
	secretOf: (slug: string) => string | undefined,
	announcement: Announcement,
): Omit<DeliveryParts, "id" | "nowMs">[] {
	const { installation: own } = announcement;
	if (own !== undefined) {
		// What happens to an installation its App always hears of, also that it is suspended.
		const app = tables.apps.findOneBy("app_id", own.app_id);
		const secret = app && secretOf(app.slug);
		return app === undefined || secret === undefined
			? []
			: [{ announcement, app, installation: own, repo: undefined, secret }];
	}
	const repo = tables.repos.findOneBy("full_name", announcement.repository);
	if (repo === undefined) return [];
	return installationsOn(tables, repo).flatMap((installation) => {
		const app = tables.apps.findOneBy("app_id", installation.app_id);
		const secret = app && secretOf(app.slug);
		if (app === undefined || secret === undefined) return [];
		return hears(app, installation, announcement)
			? [{ announcement, app, installation, repo, secret }]
			: [];
	});
}

/** Events that nobody hears of without a permission. */
const PERMISSION: Readonly<Record<string, string>> = {
	check_run: "checks",
	check_suite: "checks",
	repository_dispatch: "contents",
	workflow_run: "actions",
	status: "statuses",
	issue_dependencies: "issues",
	pull_request: "pull_requests",
	pull_request_review: "pull_requests",
	sub_issues: "issues",
};

/** Whoever may write checks hears of them without asking for it. */
function hears(
	app: AppRow,
	{ permissions }: InstallationRow,
	{ event, onlyApp }: Announcement,
): boolean {
	if (onlyApp !== undefined && onlyApp !== app.app_id) return false;
	const permission = PERMISSION[event];
	const granted =
		permission === undefined ? undefined : permissions[permission];
	if (permission !== undefined && granted === undefined) return false;
	if (permission === "checks" && granted === "write") return true;
	return onlyApp === undefined && app.events.includes(event);
}
