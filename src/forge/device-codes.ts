import { randomText } from "./random-text.ts";
import type { Row, Table } from "./table.ts";
import type { World } from "./world.ts";

/** Letters that no person mistakes for another, and that spell nothing. */
const CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const LIFE_S = 900;
const INTERVAL_S = 5;

/** A device that waits for a person to let its App in. */
export interface DeviceRow extends Row {
	readonly device_code: string;
	readonly user_code: string;
	readonly app_id: number;
	/** Who let it in, once somebody has. */
	readonly login: string | null;
	readonly denied: boolean;
	/** Milliseconds since the epoch. */
	readonly expires_at_ms: number;
	/** The least time between two questions. */
	readonly interval_s: number;
	readonly asked_at_ms: number;
}

/** Devices that wait, by both of their codes. */
export function deviceTable({ db }: Pick<World, "db">): Table<DeviceRow> {
	return db.collection<DeviceRow>("forge.devices", [
		"device_code",
		"user_code",
	]);
}

/** Takes in a device of an App. */
export function startDevice(
	world: Pick<World, "db" | "now">,
	appId: number,
): DeviceRow {
	const nowMs = Date.parse(world.now());
	const table = deviceTable(world);
	for (const { id, expires_at_ms } of table.all())
		if (expires_at_ms < nowMs - LIFE_S * 1_000) table.delete(id);
	return table.insert({
		device_code: randomText(40, "0123456789abcdef"),
		user_code: `${randomText(4, CODE_LETTERS)}-${randomText(4, CODE_LETTERS)}`,
		app_id: appId,
		login: null,
		denied: false,
		expires_at_ms: nowMs + LIFE_S * 1_000,
		interval_s: INTERVAL_S,
		asked_at_ms: 0,
	});
}

/** A person's word on a device: lets it in, or not. False for a code that is not waiting. */
export function answerDevice(
	world: Pick<World, "db" | "now">,
	userCode: string,
	{ login, denied }: Pick<DeviceRow, "login" | "denied">,
): boolean {
	const table = deviceTable(world);
	const row = table.findOneBy("user_code", userCode.trim().toUpperCase());
	const isWaiting =
		row !== undefined &&
		row.expires_at_ms > Date.parse(world.now()) &&
		row.login === null &&
		!row.denied;
	if (isWaiting) table.update(row.id, { login, denied });
	return isWaiting;
}
