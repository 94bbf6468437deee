/** A text as one word of a POSIX shell, to be pasted as it is. */
export function shellWord(text: string): string {
	if (/^[\w./:@%+,=-]+$/.test(text)) return text;
	return /["$`\\!\n]/.test(text)
		? `'${text.replaceAll("'", "'\\''")}'`
		: `"${text}"`;
}
