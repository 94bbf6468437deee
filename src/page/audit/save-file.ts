const KEPT_MS = 60_000;

/** Hands a file to the browser to be saved under a name. */
export function saveFile(name: string, parts: BlobPart[], type: string): void {
	const url = URL.createObjectURL(new Blob(parts, { type }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	document.body.append(link);
	link.click();
	link.remove();
	// The browser may still be reading it.
	setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
