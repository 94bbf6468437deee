import { inflateSync } from "node:zlib";

/** zlib takes no smaller buffer; of larger objects the buffer grows as they come. */
const MIN_CHUNK_BYTES = 64;
const MAX_CHUNK_BYTES = 1_000_000;

/** An inflated stream, and how many of the given bytes it took. */
export interface Inflated {
	readonly body: Buffer;
	readonly deflatedBytes: number;
}

/**
 * Inflates the zlib stream at the start of `bytes`, which is said to hold `size` bytes. A buffer of just that size: zlib's
 * usual one of 16 kB would stay in memory behind every small object. Throws for damage and for another size.
 */
export function inflate(bytes: Uint8Array, size: number): Inflated {
	const chunkSize = Math.min(
		MAX_CHUNK_BYTES,
		Math.max(MIN_CHUNK_BYTES, size + 1),
	);
	// The `info` option changes the type of the result, which the type declarations do not know.
	const { buffer, engine } = inflateSync(bytes, {
		chunkSize,
		info: true,
	}) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
	if (buffer.length !== size)
		throw new Error("a packed object of the wrong size");
	return { body: buffer, deflatedBytes: engine.bytesWritten };
}
