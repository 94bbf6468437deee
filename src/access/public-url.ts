/** What is wrong with an address as the one that clients reach this server under, in a few words; undefined when nothing is. */
export function publicUrlProblem(address: string): string | undefined {
	if (!URL.canParse(address)) return "is not an address";
	const { protocol, hostname, pathname, search, hash, username, password } =
		new URL(address);
	const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
	if (protocol !== "https:" && !(protocol === "http:" && isHere))
		return "does not begin with https://";
	if (username !== "" || password !== "") return "holds a user or a password";
	if (pathname !== "/" || search !== "" || hash !== "")
		return "has something behind the host";
	return undefined;
}
