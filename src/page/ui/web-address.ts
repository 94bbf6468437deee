/** The address in full when a text is one of the web (http or https); undefined for anything else, a script or a path among them. */
export function webAddress(text: string | undefined): string | undefined {
	if (text === undefined || !/^https?:\/\//i.test(text)) return undefined;
	try {
		const { protocol, href } = new URL(text);
		return protocol === "https:" || protocol === "http:" ? href : undefined;
	} catch {
		return undefined;
	}
}
