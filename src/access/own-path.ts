const MAX_LENGTH = 2_000;

/** A path of the page as it was asked for, and `/` for whatever leads elsewhere: whoever signs in is sent there. */
export function ownPath(asked: string | undefined, publicUrl: string): string {
	if (asked === undefined || asked.length > MAX_LENGTH) return "/";
	if (!/^\/boards\/[\x21-\x7e]+$/.test(asked) || asked.includes("\\"))
		return "/";
	const url = new URL(asked, publicUrl);
	const isOwn = url.origin === publicUrl && url.pathname.startsWith("/boards/");
	return isOwn ? `${url.pathname}${url.search}` : "/";
}
