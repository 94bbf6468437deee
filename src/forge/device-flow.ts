import { type Answer, ok, refusal } from "./call.ts";
import { appOfClient, isSameSecret } from "./client-credentials.ts";
import {
	answerDevice,
	type DeviceRow,
	deviceTable,
	startDevice,
} from "./device-codes.ts";
import { grantUserToken, renewUserToken } from "./user-tokens.ts";
import { redeemCode } from "./web-codes.ts";
import type { World } from "./world.ts";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const WEB_GRANT = "authorization_code";
const SLOW_DOWN_S = 5;

/** `POST /login/device/code`: a device of an App asks to be let in by a person. */
export function askForDevice(world: World, form: URLSearchParams): Answer {
	const app = appOfClient(world, form.get("client_id"));
	if (app === undefined) return refusal(404, "Not Found");
	const row = startDevice(world, app.id);
	world.db.flush();
	return ok({
		device_code: row.device_code,
		user_code: row.user_code,
		verification_uri: `${world.url}/login/device`,
		expires_in: Math.round(
			(row.expires_at_ms - Date.parse(world.now())) / 1_000,
		),
		interval: row.interval_s,
	});
}

/**
 * `POST /login/oauth/access_token`: a device asks whether it was let in, a code of the web flow becomes a token, or one
 * is renewed. GitHub answers errors with 200.
 */
export function askForToken(world: World, form: URLSearchParams): Answer {
	const answer = tokenFor(world, form);
	world.db.flush();
	return ok(answer);
}

/** `POST /login/device`: a person with a token enters the code that the device shows, and lets it in or not. */
export function enterCode(
	world: World,
	form: URLSearchParams,
	authorization: string | undefined,
): Answer {
	const identified = world.callers.identify(authorization);
	const caller = identified.ok ? identified.caller : undefined;
	if (caller?.kind !== "user") return refusal(401, "Requires authentication");
	const denied = form.get("action") === "cancel";
	const login = denied ? null : caller.login;
	const isKnown = answerDevice(world, form.get("user_code") ?? "", {
		login,
		denied,
	});
	if (!isKnown) return refusal(404, "That code is not waiting");
	world.db.flush();
	return ok({ login: caller.login, authorized: !denied });
}

function tokenFor(world: World, form: URLSearchParams): object {
	const app = appOfClient(world, form.get("client_id"));
	if (app === undefined)
		return failure("incorrect_client_credentials", "The client id is wrong.");
	const secret = form.get("client_secret");
	if (secret !== null && !isSameSecret(secret, app.clientSecret))
		return failure(
			"incorrect_client_credentials",
			"The client secret is wrong.",
		);
	const grant = form.get("grant_type");
	const code = form.get("code");
	if (code !== null && (grant ?? WEB_GRANT) === WEB_GRANT)
		return tokenOfCode(world, form, {
			code,
			isProven: secret !== null,
			appId: app.id,
		});
	if (grant === DEVICE_GRANT)
		return tokenOfDevice(world, form.get("device_code"), app.id);
	if (grant !== "refresh_token")
		return failure("unsupported_grant_type", "The grant type is not known.");
	return (
		renewUserToken(world, form.get("refresh_token") ?? "", app.id) ??
		failure("bad_refresh_token", "The refresh token is wrong or has ended.")
	);
}

function tokenOfCode(
	world: World,
	form: URLSearchParams,
	{
		code,
		isProven,
		appId,
	}: {
		readonly code: string;
		readonly isProven: boolean;
		readonly appId: number;
	},
): object {
	if (!isProven)
		return failure(
			"incorrect_client_credentials",
			"The client secret is missing.",
		);
	const login = redeemCode(world, code, {
		appId,
		redirectUri: form.get("redirect_uri"),
		verifier: form.get("code_verifier"),
	});
	return login === undefined
		? failure("bad_verification_code", "The code is wrong or has ended.")
		: grantUserToken(world, login, appId);
}

function tokenOfDevice(
	world: World,
	deviceCode: string | null,
	appId: number,
): object {
	const table = deviceTable(world);
	const row = table.findOneBy("device_code", deviceCode ?? "");
	if (row === undefined || row.app_id !== appId)
		return failure("incorrect_device_code", "The device code is wrong.");
	const nowMs = Date.parse(world.now());
	if (row.expires_at_ms <= nowMs)
		return failure("expired_token", "The device code has ended.");
	if (row.denied)
		return failure("access_denied", "The person did not let the App in.");
	const tooSoon = askedTooSoon(row, nowMs);
	table.update(row.id, { asked_at_ms: nowMs, ...tooSoon });
	if (tooSoon !== undefined)
		return {
			...failure("slow_down", "Too many requests."),
			interval: tooSoon.interval_s,
		};
	if (row.login === null)
		return failure("authorization_pending", "Nobody let the App in yet.");
	table.delete(row.id);
	return grantUserToken(world, row.login, appId);
}

/** Each question that comes too soon makes the time between two longer. */
function askedTooSoon(
	{ asked_at_ms, interval_s }: DeviceRow,
	nowMs: number,
): Pick<DeviceRow, "interval_s"> | undefined {
	return nowMs < asked_at_ms + interval_s * 1_000
		? { interval_s: interval_s + SLOW_DOWN_S }
		: undefined;
}

function failure(error: string, description: string): object {
	return {
		error,
		error_description: description,
		error_uri: "https://docs.github.com",
	};
}
