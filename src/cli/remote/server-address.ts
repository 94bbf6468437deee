import type { Misuse } from "../misuse.ts";

const LOOPBACK: ReadonlySet<string> = new Set([
	"localhost",
	"127.0.0.1",
	"[::1]",
]);

/** A server's address as it was typed, without anything behind the port; or what is wrong with it. */
export function serverAddress(typed: string): URL | Misuse {
	const url = parsed(typed);
	if (url === undefined)
		return wrong(
			`${JSON.stringify(typed.slice(0, 80))} is no address of a server`,
			"Say it with its scheme, such as https://baton.example.com or http://127.0.0.1:3000.",
		);
	if (url.protocol === "http:" && !isLoopback(url))
		return wrong(
			`${url.origin} would have what is said, and your token, go over the net unencrypted`,
			"Use https; http is only for a server on this machine.",
		);
	const isBare = url.pathname === "/" && url.search === "" && url.hash === "";
	if (!isBare || url.username !== "" || url.password !== "")
		return wrong(
			`the address of a server is only ${url.origin}`,
			"Leave out everything behind it, and names and passwords: `baton login` proves who you are.",
		);
	return url;
}

/** True for this machine itself. */
export function isLoopback({ hostname }: URL): boolean {
	return LOOPBACK.has(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function parsed(typed: string): URL | undefined {
	const url = URL.canParse(typed) ? new URL(typed) : undefined;
	return url?.protocol === "https:" || url?.protocol === "http:"
		? url
		: undefined;
}

function wrong(problem: string, hint: string): Misuse {
	return { problem, hint };
}
