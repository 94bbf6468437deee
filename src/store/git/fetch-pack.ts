import type { Oid } from "../store.ts";
import { codeOf, StoreUnavailable } from "../store-unavailable.ts";
import {
	DELIMITER,
	FLUSH,
	type Packet,
	pktLine,
	readPackets,
	readSideBand,
	textOf,
} from "./pkt-line.ts";
import type { Remote } from "./remote.ts";

/** What a remote says that cannot leave out old commits. */
const NO_DEPTH = /^ERR .*(deepen|shallow)/;
const OID = /^[0-9a-f]{40}$/;

/** Asks where one ref (full name) is now; null when there is none. Throws `STORE_UNAVAILABLE`. */
export async function readRemoteRef(
	remote: Remote,
	ref: string,
): Promise<Oid | null> {
	const packets = await ask(
		remote,
		`${pktLine("command=ls-refs\n")}${DELIMITER}${pktLine(`ref-prefix ${ref}\n`)}${FLUSH}`,
	);
	if (typeof packets.at(-1) !== "string")
		throw malformed("the list of refs broke off");
	for (const packet of packets) {
		const [oid, name] = textOf(packet)?.split(" ") ?? [];
		if (oid === "ERR") throw malformed(remote.redact(textOf(packet) ?? ""));
		if (oid !== undefined && name === ref && OID.test(oid)) return oid;
	}
	return null;
}

/** What the reader of a fetch has already, and how much it wants. */
export interface FetchScope {
	readonly haves: readonly Oid[];
	/** Those of its commits whose parents it lacks. */
	readonly shallow: readonly Oid[];
	/** How many commits deep to go; all there are when undefined, and when the remote knows no such limit. */
	readonly depth?: number | undefined;
}

/** What a fetch brought. */
export interface Fetched {
	/** Self-contained. */
	readonly pack: Buffer;
	/** Commits in it whose parents were left out. */
	readonly shallow: readonly Oid[];
}

/**
 * Fetches a commit with everything it needs and its reader does not have. Throws `STORE_UNAVAILABLE`.
 */
export async function fetchPack(
	remote: Remote,
	want: Oid,
	scope: FetchScope,
): Promise<Fetched> {
	const packets = await ask(remote, fetchRequest(want, scope));
	const start = packets.findIndex((packet) => textOf(packet) === "packfile");
	const error = textOf(packets[0]);
	if (start === -1 && scope.depth !== undefined && NO_DEPTH.test(error ?? ""))
		return fetchPack(remote, want, { ...scope, depth: undefined });
	if (start === -1)
		throw malformed(
			error?.startsWith("ERR ")
				? remote.redact(error)
				: "no pack in the answer",
		);
	if (typeof packets.at(-1) !== "string") throw malformed("the pack broke off");
	try {
		return {
			pack: readSideBand(packets.slice(start + 1)),
			shallow: shallowOf(packets.slice(0, start)),
		};
	} catch (cause) {
		throw new StoreUnavailable("the remote could not send its objects", {
			cause,
		});
	}
}

function fetchRequest(
	want: Oid,
	{ haves, shallow, depth }: FetchScope,
): string {
	const lines = [
		"ofs-delta\n",
		"no-progress\n",
		`want ${want}\n`,
		...shallow.map((oid) => `shallow ${oid}\n`),
		...(depth === undefined ? [] : [`deepen ${depth}\n`]),
		...haves.map((oid) => `have ${oid}\n`),
		"done\n",
	];
	return `${pktLine("command=fetch")}${DELIMITER}${lines.map(pktLine).join("")}${FLUSH}`;
}

function shallowOf(packets: readonly Packet[]): Oid[] {
	const oids: Oid[] = [];
	for (const packet of packets) {
		const oid = /^shallow ([0-9a-f]{40})$/.exec(textOf(packet) ?? "")?.[1];
		if (oid !== undefined) oids.push(oid);
	}
	return oids;
}

/** Reading changes nothing, so a connection that had gone stale is tried once more. */
async function ask(remote: Remote, question: string): Promise<Packet[]> {
	const body = Buffer.from(question);
	const answer = await remote
		.request("git-upload-pack", body)
		.catch((error: unknown) => {
			if (!isBrokenConnection(error)) throw error;
			return remote.request("git-upload-pack", body);
		});
	try {
		return readPackets(answer);
	} catch (cause) {
		throw new StoreUnavailable("the remote's answer is not git's", { cause });
	}
}

function isBrokenConnection(error: unknown): boolean {
	const cause = error instanceof Error ? error.cause : undefined;
	return ["ECONNRESET", "EPIPE"].includes(String(codeOf(cause)));
}

function malformed(what: string): StoreUnavailable {
	return new StoreUnavailable(`the remote's answer makes no sense: ${what}`);
}
