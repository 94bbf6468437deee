import type { Link, LinkListener } from "../../src/replicas/redis-link.ts";

/** A Redis in memory, as far as processes use it. Everything it is told of happens at once. */
export interface FakeRedis {
	/** One more process that is connected to it. */
	link(): Link;
	/** The server ends, and everything in it is lost; or it is back. */
	turn(isUp: boolean): void;
	/** What was sent, in order. */
	readonly sent: string[];
}

export function makeFakeRedis(nowMs: () => number): FakeRedis {
	const leases = new Map<string, { holder: string; untilMs: number }>();
	const listeners = new Set<LinkListener>();
	const sent: string[] = [];
	const unsent: string[] = [];
	let isUp = true;
	const mustBeUp = () => {
		if (!isUp) throw new Error("out of reach");
	};
	const send = (text: string) => {
		sent.push(text);
		for (const { heard } of [...listeners]) heard?.(text);
	};
	return {
		sent,
		turn(to) {
			isUp = to;
			leases.clear();
			if (to) for (const text of unsent.splice(0)) send(text);
			for (const { changed } of [...listeners]) changed?.(to);
		},
		link: () => ({
			get isUp() {
				return isUp;
			},
			async hold({ key, holder, ttlMs }) {
				mustBeUp();
				const held = leases.get(key);
				const isFree = held === undefined || held.untilMs <= nowMs();
				if (!isFree && held.holder !== holder) return false;
				leases.set(key, { holder, untilMs: nowMs() + ttlMs });
				return true;
			},
			async release({ key, holder }) {
				mustBeUp();
				if (leases.get(key)?.holder === holder) leases.delete(key);
			},
			send(text) {
				if (isUp) send(text);
				else unsent.push(text);
			},
			listen(listener) {
				listeners.add(listener);
				return () => listeners.delete(listener);
			},
		}),
	};
}
