/** What is wrong with the address of a Redis server, in a few words; undefined when nothing is. */
export function redisProblem(address: string): string | undefined {
	if (!URL.canParse(address)) return "is not an address";
	const { protocol, hostname, pathname } = new URL(address);
	if (protocol !== "redis:" && protocol !== "rediss:")
		return "begins neither with redis:// nor with rediss://";
	if (hostname === "") return "names no host";
	if (!/^\/?[0-9]*$/.test(pathname))
		return "has a path that is not the number of a database";
	return undefined;
}

/** The address without user, password and options, to be told of in a log. */
export function redisPlace(address: string): string {
	const { protocol, host } = new URL(address);
	return `${protocol}//${host}`;
}
