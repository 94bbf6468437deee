/** What browsers with Trusted Types have for addresses of scripts. */
interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL(url: string): string },
	): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** A worker made of one of the page's own scripts; undefined in a browser that has none of the kind. */
export function makeWorker(url: string): Worker | undefined {
	if (typeof Worker === "undefined") return undefined;
	const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
	policy ??= trustedTypes?.createPolicy("baton-worker", {
		createScriptURL: ownScript,
	});
	return new Worker(policy?.createScriptURL(url) ?? ownScript(url), {
		type: "module",
	});
}

function ownScript(url: string): string {
	if (new URL(url).origin !== location.origin)
		throw new Error(`${url} is no script of this page`);
	return url;
}
