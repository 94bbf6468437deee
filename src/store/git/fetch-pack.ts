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

/**
 * Fetches a commit with everything it needs and the given `haves` do not. Answers a self-contained pack.
 * Throws `STORE_UNAVAILABLE`.
 */
export async function fetchPack(
	remote: Remote,
	want: Oid,
	haves: readonly Oid[],
): Promise<Buffer> {
	const lines = [
		"ofs-delta\n",
		"no-progress\n",
		`want ${want}\n`,
		...haves.map((oid) => `have ${oid}\n`),
		"done\n",
	];
	const packets = await ask(
		remote,
		`${pktLine("command=fetch")}${DELIMITER}${lines.map(pktLine).join("")}${FLUSH}`,
	);
	const start = packets.findIndex((packet) => textOf(packet) === "packfile");
	const error = textOf(packets[0]);
	if (start === -1)
		throw malformed(
			error?.startsWith("ERR ")
				? remote.redact(error)
				: "no pack in the answer",
		);
	if (typeof packets.at(-1) !== "string") throw malformed("the pack broke off");
	try {
		return readSideBand(packets.slice(start + 1));
	} catch (cause) {
		throw new StoreUnavailable("the remote could not send its objects", {
			cause,
		});
	}
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
	const deeper = cause instanceof Error ? cause.cause : undefined;
	return ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(
		String(codeOf(deeper) ?? codeOf(cause)),
	);
}

function malformed(what: string): StoreUnavailable {
	return new StoreUnavailable(`the remote's answer makes no sense: ${what}`);
}
