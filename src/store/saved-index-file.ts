import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Small enough that a block of which little is still in use holds little else, and that making one takes no time. */
const BLOCK_BYTES = 256_000;
const LENGTH_BYTES = 4;
const DIGEST_BYTES = 32;

/** What a file holds: a few words that say what it is, and any number of records. */
export interface SavedFile {
	readonly header: string;
	readonly records: Iterable<Uint8Array>;
}

/**
 * Writes a file of records, by rename, so that there is all of it or what was before. Others have a turn of the event loop
 * after each block. Throws when the disk does not take it, and when it would be larger than `maxBytes`.
 */
export async function writeSavedFile(
	path: string,
	{ header, records }: SavedFile,
	maxBytes: number,
): Promise<void> {
	const temporary = `${path}.new`;
	await mkdir(dirname(path), { recursive: true });
	try {
		const file = await open(temporary, "w", 0o600);
		try {
			await writeBlocks(file, blocksOf({ header, records }), maxBytes);
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => undefined);
		throw error;
	}
}

async function writeBlocks(
	file: FileHandle,
	blocks: Iterable<Buffer>,
	maxBytes: number,
): Promise<void> {
	const hash = createHash("sha256");
	let bytes = DIGEST_BYTES;
	for (const block of blocks) {
		bytes += block.length;
		if (bytes > maxBytes)
			throw new Error(`it would be larger than ${maxBytes} bytes`);
		hash.update(block);
		await writeWhole(file, block);
	}
	await writeWhole(file, hash.digest());
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
	for (let at = 0; at < bytes.length; ) {
		const { bytesWritten } = await file.write(bytes, at);
		at += bytesWritten;
	}
}

/** The header alone, then blocks of records; each starts with its own length, each record in it too. */
function* blocksOf({ header, records }: SavedFile): Generator<Buffer> {
	const text = Buffer.from(header);
	yield blockOf([text], text.length);
	let parts: Uint8Array[] = [];
	let bytes = 0;
	for (const record of records) {
		parts.push(lengthOf(record.length), record);
		bytes += LENGTH_BYTES + record.length;
		if (bytes < BLOCK_BYTES) continue;
		yield blockOf(parts, bytes);
		parts = [];
		bytes = 0;
	}
	if (bytes > 0) yield blockOf(parts, bytes);
}

function blockOf(parts: readonly Uint8Array[], bytes: number): Buffer {
	return Buffer.concat([lengthOf(bytes), ...parts], LENGTH_BYTES + bytes);
}

function lengthOf(bytes: number): Buffer {
	const length = Buffer.alloc(LENGTH_BYTES);
	length.writeUInt32BE(bytes);
	return length;
}

/**
 * Reads a file of records, all of it. Undefined when there is none, or one with another header: of that no more is read. Throws
 * when it is damaged, larger than `maxBytes`, or cannot be read.
 */
export async function readSavedFile(
	path: string,
	isMeant: (header: string) => boolean,
	maxBytes: number,
): Promise<SavedFile | undefined> {
	const file = await openIfThere(path);
	if (file === undefined) return undefined;
	try {
		const { size } = await file.stat();
		if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
		const blocks = readBlocks(file, size - DIGEST_BYTES);
		const first = await blocks.next();
		const header = first.done === true ? "" : first.value.toString();
		if (!isMeant(header)) return undefined;
		const found: Buffer[] = [];
		for await (const block of blocks) found.push(block);
		return { header, records: recordsIn(found) };
	} finally {
		await file.close();
	}
}

async function* readBlocks(
	file: FileHandle,
	end: number,
): AsyncGenerator<Buffer> {
	const hash = createHash("sha256");
	for (let at = 0; at < end; ) {
		const length = await readAt(file, at, LENGTH_BYTES);
		const bytes = length.readUInt32BE();
		if (at + LENGTH_BYTES + bytes > end) throw new Error("it is cut off");
		const block = await readAt(file, at + LENGTH_BYTES, bytes);
		hash.update(length).update(block);
		at += LENGTH_BYTES + bytes;
		yield block;
	}
	const digest = await readAt(file, Math.max(0, end), DIGEST_BYTES);
	if (!hash.digest().equals(digest)) throw new Error("it is damaged");
}

/** Reads into memory of its own, which lives as long as anything in it. */
async function readAt(
	file: FileHandle,
	start: number,
	bytes: number,
): Promise<Buffer> {
	const buffer = Buffer.from(new ArrayBuffer(bytes));
	for (let at = 0; at < bytes; ) {
		const { bytesRead } = await file.read(buffer, at, bytes - at, start + at);
		if (bytesRead === 0) throw new Error("it is cut off");
		at += bytesRead;
	}
	return buffer;
}

function* recordsIn(blocks: Buffer[]): Generator<Uint8Array> {
	for (const block of blocks)
		for (let at = 0; at < block.length; ) {
			const start = at + LENGTH_BYTES;
			at = start + block.readUInt32BE(at);
			yield block.subarray(start, at);
		}
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
	try {
		return await open(path, "r");
	} catch (error) {
		if ((error as { code?: unknown }).code === "ENOENT") return undefined;
		throw error;
	}
}
