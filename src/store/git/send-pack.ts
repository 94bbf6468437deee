import type { AppendResult, Oid, StagedCommit } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import { readRemoteRef } from "./fetch-pack.ts";
import { writePack, writeThinPack } from "./pack.ts";
import {
	FLUSH,
	type Packet,
	pktLine,
	readPackets,
	readSideBand,
	textOf,
} from "./pkt-line.ts";
import type { Remote } from "./remote.ts";

const NO_OID = "0".repeat(40);
/** What remotes say when the ref was not where it was said to be, or another push held its lock. */
const LOST_RACE =
	/failed to update ref|incorrect old value|fetch first|non-fast-forward|stale info|cannot lock ref|failed to lock|atomic transaction failed|reference already exists|already exists/i;
/** The winner of a race may hold the lock a moment before its commit shows: how often, and how far apart, to look. */
const LOOKS = 6;
const FIRST_PAUSE_MS = 25;

/** Remotes that take packs only whole, as one of them turned out to. */
const wholeOnly = new WeakSet<Remote>();

/**
 * Pushes a chain of commits to one ref in a single request, on condition that the ref is at `base`; the remote compares.
 * A rejection counts as `moved` when the ref turns out to be elsewhere, as `refused` when it is still at `base`. Throws
 * `STORE_UNAVAILABLE` when the outcome is unknown, and when the remote could not lock a ref that nobody moved.
 */
export async function sendPack(
	remote: Remote,
	ref: string,
	push: { base: Oid | null; commits: readonly StagedCommit[] },
): Promise<AppendResult> {
	const { base, commits } = push;
	const tip = commits.at(-1)?.oid;
	if (tip === undefined) throw new TypeError("a push of nothing");
	const command = pktLine(
		`${base ?? NO_OID} ${tip} ${ref}\0 report-status agent=baton`,
	);
	const send = async (pack: Buffer) =>
		readReport(
			await remote.request(
				"git-receive-pack",
				Buffer.concat([Buffer.from(`${command}${FLUSH}`), pack]),
			),
			ref,
		);
	const objects = commits.flatMap((commit) => commit.objects);
	const { pack, isThin } = wholeOnly.has(remote)
		? { pack: writePack(objects), isThin: false }
		: writeThinPack(objects);
	let report = await send(pack);
	if (isThin && !report.accepted && !report.isUnpacked) {
		// Why a pack was not taken in is told in too many ways to go by: if it goes in whole, it was the missing bases.
		report = await send(writePack(objects));
		if (report.accepted) wholeOnly.add(remote);
	}
	if (report.accepted) return { kind: "accepted" };
	const reason = remote.redact(report.reason);
	return whyRejected(remote, ref, { base, reason });
}

async function whyRejected(
	remote: Remote,
	ref: string,
	rejection: { base: Oid | null; reason: string },
): Promise<AppendResult> {
	const { base, reason } = rejection;
	const isRace = LOST_RACE.test(reason);
	for (let look = 0; look < (isRace ? LOOKS : 1); look++) {
		if (look > 0)
			await new Promise((resolve) =>
				setTimeout(resolve, FIRST_PAUSE_MS * 2 ** look),
			);
		if ((await readRemoteRef(remote, ref)) !== base) return { kind: "moved" };
	}
	if (isRace)
		throw new StoreUnavailable(
			`the remote could not update ${ref}, which is where it was: ${reason}`,
		);
	return { kind: "refused", reason };
}

type Report =
	| { readonly accepted: true }
	| {
			readonly accepted: false;
			/** Whether the pack was taken in. */
			readonly isUnpacked: boolean;
			readonly reason: string;
	  };

/** Reads a report-status answer, bare or wrapped in a side-band. */
export function readReport(answer: Buffer, ref: string): Report {
	let packets: Packet[];
	try {
		packets = readPackets(answer);
		const first = packets[0];
		const isWrapped = Buffer.isBuffer(first) && (first[0] ?? 0) <= 3;
		if (isWrapped) packets = readPackets(readSideBand(packets));
	} catch (cause) {
		throw new StoreUnavailable(
			"the remote's report on the push cannot be read",
			{ cause },
		);
	}
	const lines = packets.map(textOf).filter((line) => line !== undefined);
	const unpacked = lines
		.find((line) => line.startsWith("unpack "))
		?.slice("unpack ".length);
	if (unpacked === "ok" && lines.includes(`ok ${ref}`))
		return { accepted: true };
	const refusal = lines
		.find((line) => line === `ng ${ref}` || line.startsWith(`ng ${ref} `))
		?.slice(`ng ${ref} `.length);
	if (unpacked === undefined || (refusal === undefined && unpacked === "ok")) {
		throw new StoreUnavailable(
			`the remote's report on the push says nothing about ${ref}`,
		);
	}
	const reasons = [unpacked === "ok" ? undefined : unpacked, refusal].filter(
		(reason) => reason !== undefined,
	);
	return {
		accepted: false,
		isUnpacked: unpacked === "ok",
		reason: reasons.join(": "),
	};
}
