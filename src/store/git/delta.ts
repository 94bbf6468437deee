/** The longest run that one copy instruction takes in every reader of packs. */
const COPY_MAX_BYTES = 0xffff;
const INSERT_MAX_BYTES = 127;

/**
 * Git's binary delta that makes `target` out of `base`: what both begin with, what is new, what both end with. That is all
 * there is to a change in one place. Undefined when it would not be much shorter than the target itself.
 */
export function deltaBetween(
	base: Uint8Array,
	target: Uint8Array,
): Uint8Array | undefined {
	const shorter = Math.min(base.byteLength, target.byteLength);
	const start = longestRun(shorter, (from, to) =>
		isSame(base.subarray(from, to), target.subarray(from, to)),
	);
	const end = longestRun(shorter - start, (from, to) =>
		isSame(
			base.subarray(base.byteLength - to, base.byteLength - from),
			target.subarray(target.byteLength - to, target.byteLength - from),
		),
	);
	const added = target.subarray(start, target.byteLength - end);
	if (added.byteLength > target.byteLength / 2) return undefined;
	const bytes: number[] = [];
	pushSize(bytes, base.byteLength);
	pushSize(bytes, target.byteLength);
	pushCopy(bytes, 0, start);
	for (let at = 0; at < added.byteLength; at += INSERT_MAX_BYTES) {
		const piece = added.subarray(at, at + INSERT_MAX_BYTES);
		bytes.push(piece.byteLength, ...piece);
	}
	pushCopy(bytes, base.byteLength - end, end);
	return Uint8Array.from(bytes);
}

/** How long the run is that `isRun` holds for, at most `limit`: it is asked only about what follows a part that is known. */
function longestRun(
	limit: number,
	isRun: (from: number, to: number) => boolean,
): number {
	let known = 0;
	let most = limit;
	while (known < most) {
		const middle = Math.ceil((known + most) / 2);
		if (isRun(known, middle)) known = middle;
		else most = middle - 1;
	}
	return known;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}

/** Seven bits a byte, the lowest first. */
function pushSize(bytes: number[], size: number): void {
	let rest = size;
	for (; rest > 0x7f; rest = Math.floor(rest / 128))
		bytes.push((rest & 0x7f) | 0x80);
	bytes.push(rest);
}

/** Copy instructions: which bytes of offset and length follow is told by the bits of the first; zeros are left out. */
function pushCopy(bytes: number[], from: number, length: number): void {
	for (let done = 0; done < length; done += COPY_MAX_BYTES) {
		const at = bytes.push(0x80) - 1;
		const offset = from + done;
		const size = Math.min(length - done, COPY_MAX_BYTES);
		const fields = [0, 8, 16, 24].map((shift) => (offset >>> shift) & 0xff);
		fields.push(size & 0xff, size >>> 8);
		for (const [bit, byte] of fields.entries()) {
			if (byte === 0) continue;
			bytes[at] = (bytes[at] ?? 0) | (1 << bit);
			bytes.push(byte);
		}
	}
}
