/** What is printed where a place cannot be used. It puts commands into words, which is loaded with what commands do. */
export async function unavailable() {
	return (await import("../print-unavailable.ts")).printUnavailable;
}
