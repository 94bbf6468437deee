/** A packet of git's wire format: its bytes, or one of the special ones. */
export type Packet = Buffer | "flush" | "delimiter" | "end";

export const FLUSH = "0000";
export const DELIMITER = "0001";

/** One packet with a text in it. */
export function pktLine(text: string): string {
	return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;
}

/** Reads all packets of a whole answer. Throws when it is cut off or is no such thing. */
export function readPackets(bytes: Buffer): Packet[] {
	const packets: Packet[] = [];
	for (let at = 0; at < bytes.length; ) {
		const prefix = bytes.toString("latin1", at, at + 4);
		if (!/^[0-9a-f]{4}$/i.test(prefix)) throw new Error("not a git answer");
		const length = Number.parseInt(prefix, 16);
		if (length === 3 || at + length > bytes.length)
			throw new Error("a git answer that is cut off");
		if (length >= 4) packets.push(bytes.subarray(at + 4, at + length));
		else
			packets.push(length === 0 ? "flush" : length === 1 ? "delimiter" : "end");
		at += Math.max(length, 4);
	}
	return packets;
}

/** The text of a packet without its final newline; undefined for a special one. */
export function textOf(packet: Packet | undefined): string | undefined {
	return typeof packet === "string" || packet === undefined
		? undefined
		: packet.toString("utf8").replace(/\n$/, "");
}

/**
 * Takes the data out of packets of which each starts with a channel number: 1 data, 2 progress, 3 a fatal error, which is
 * thrown.
 */
export function readSideBand(packets: readonly Packet[]): Buffer {
	const data: Buffer[] = [];
	for (const packet of packets) {
		if (typeof packet === "string") continue;
		if (packet[0] === 1) data.push(packet.subarray(1));
		else if (packet[0] === 3)
			throw new Error(
				`the remote gave up: ${packet.subarray(1).toString("utf8").trim()}`,
			);
		else if (packet[0] !== 2) throw new Error("not a side-band answer");
	}
	return Buffer.concat(data);
}
