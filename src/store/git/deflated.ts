import { deflateSync } from "node:zlib";

/** Up to this size zlib's usual window and buffers cost more to set up than they gain. */
const SMALL_BYTES = 16_384;
/** What a stream takes beside what is in it. */
const OVERHEAD_BYTES = 64;
/** Up to this size storing by hand is cheaper than having zlib do it. */
const BY_HAND_MAX_BYTES = 4_096;
const ADLER_MODULUS = 65_521;

/** A zlib stream of some bytes: compressed, or stored as they are when compressing them is not worth the time. */
export function deflated(
	bytes: Uint8Array,
	isCompressible: boolean,
): Uint8Array {
	const size = bytes.byteLength;
	if (!isCompressible && size <= BY_HAND_MAX_BYTES) return stored(bytes);
	const level = isCompressible ? 6 : 0;
	if (size >= SMALL_BYTES) return deflateSync(bytes, { level });
	// What is compressed holds on to the whole buffer that it was written to, so that one is as large as is likely needed.
	const chunkSize =
		(isCompressible ? Math.ceil(size / 2) : size) + OVERHEAD_BYTES;
	return deflateSync(bytes, { level, memLevel: 6, windowBits: 12, chunkSize });
}

/** One stored block: the stream's head, the block's, the bytes, their Adler-32. */
function stored(bytes: Uint8Array): Uint8Array {
	const length = bytes.byteLength;
	const stream = Buffer.allocUnsafe(length + 11);
	stream.writeUInt16BE(0x7801, 0);
	stream.writeUInt8(1, 2);
	stream.writeUInt16LE(length, 3);
	stream.writeUInt16LE(length ^ 0xffff, 5);
	stream.set(bytes, 7);
	// The sums stay exact: so few bytes cannot take them past what a number holds.
	let low = 1;
	let high = 0;
	for (const byte of bytes) {
		low += byte;
		high += low;
	}
	stream.writeUInt32BE(
		(high % ADLER_MODULUS) * 0x10000 + (low % ADLER_MODULUS),
		length + 7,
	);
	return stream;
}
