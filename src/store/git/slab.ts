const CHUNK_MIN_BYTES = 4_096;

/**
 * Makes a function that copies bytes into a few large buffers and answers the copies: a buffer for each would cost more than
 * most documents hold. A large buffer lives as long as any copy in it; none is of more than `chunkMaxBytes`, unless one copy alone is.
 */
export function slab(
	chunkMaxBytes: number,
	chunkMinBytes: number = CHUNK_MIN_BYTES,
): (bytes: Uint8Array) => Buffer {
	let chunk = Buffer.alloc(0);
	let used = 0;
	let totalBytes = 0;

	return (bytes) => {
		const size = bytes.byteLength;
		if (used + size > chunk.length) {
			// As large as all before, so that a small load takes little and a large one few buffers.
			const wanted = Math.min(
				chunkMaxBytes,
				Math.max(chunkMinBytes, totalBytes),
			);
			if (size * 2 > wanted) return Buffer.from(new Uint8Array(bytes).buffer);
			chunk = Buffer.from(new ArrayBuffer(wanted));
			used = 0;
		}
		const copy = chunk.subarray(used, used + size);
		copy.set(bytes);
		used += size;
		totalBytes += size;
		return copy;
	};
}
