import { type Answer, refusal } from "./call.ts";
import { appOfClient } from "./client-credentials.ts";
import { grantCode } from "./web-codes.ts";
import type { World } from "./world.ts";

/**
 * `GET /login/oauth/authorize`: a browser comes from an App. Whoever `login` names has let the App in at once; without it the
 * page asks who is there, since nobody is signed in here.
 */
export function authorize(world: World, url: URL): Answer {
	const query = url.searchParams;
	const app = appOfClient(world, query.get("client_id"));
	if (app === undefined) return refusal(404, "Not Found");
	const back = query.get("redirect_uri") ?? "";
	if (!/^https?:$/.test(protocolOf(back)))
		return refusal(422, "The redirect_uri is not associated with this App");
	const method = query.get("code_challenge_method");
	const challenge = query.get("code_challenge");
	if (
		(method ?? "S256") !== "S256" ||
		(method === null) !== (challenge === null)
	)
		return refusal(422, "Only the S256 code_challenge_method is supported");
	const state = query.get("state");
	if (query.get("action") === "cancel")
		return redirect(back, { error: "access_denied", state });
	const login = query.get("login");
	const user = world.tables.users.findOneBy("login", login ?? "");
	if (user?.type !== "User") return chooser(world, app.slug, url);
	const grant = {
		...{ app_id: app.id, login: user.login, redirect_uri: back, challenge },
	};
	const code = grantCode(world, grant);
	world.db.flush();
	return redirect(back, { code, state });
}

function protocolOf(address: string): string {
	return URL.canParse(address) ? new URL(address).protocol : "";
}

function redirect(
	to: string,
	fields: Readonly<Record<string, string | null>>,
): Answer {
	const url = new URL(to);
	for (const [name, value] of Object.entries(fields))
		if (value !== null) url.searchParams.set(name, value);
	return { status: 302, headers: { location: url.href } };
}

function chooser({ tables }: World, slug: string, url: URL): Answer {
	const item = (name: string, value: string, text: string) => {
		const to = new URL(url);
		to.searchParams.set(name, value);
		return `<li><a href="${escaped(`${to.pathname}${to.search}`)}">${escaped(text)}</a></li>`;
	};
	const people = tables.users
		.all()
		.filter(({ type }) => type === "User")
		.map(({ login }) => item("login", login, login));
	const cancel = item("action", "cancel", "nobody: cancel");
	const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to ${escaped(slug)}</title>
<h1>Who lets ${escaped(slug)} in?</h1><ul>${[...people, cancel].join("\n")}</ul></html>\n`;
	return {
		status: 200,
		body: Buffer.from(html),
		headers: { "content-type": "text/html; charset=utf-8" },
	};
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
