import { createHash } from "node:crypto";
import { randomText } from "./random-text.ts";
import type { Row, Table } from "./table.ts";
import type { World } from "./world.ts";

const LIFE_S = 600;

/** What a person has let in, until the App fetches its token: once, and within ten minutes. */
interface CodeRow extends Row {
	readonly code: string;
	readonly app_id: number;
	readonly login: string;
	readonly redirect_uri: string;
	/** Of PKCE, by SHA-256; null where the App asked without it. */
	readonly challenge: string | null;
	/** Milliseconds since the epoch. */
	readonly expires_at_ms: number;
}

/** What a code stands for. */
export type CodeGrant = Pick<
	CodeRow,
	"app_id" | "login" | "redirect_uri" | "challenge"
>;

/** What an App shows to have its token. */
export interface CodeProof {
	readonly appId: number;
	readonly redirectUri: string | null;
	readonly verifier: string | null;
}

/** Makes a code for an App that a person has let in. */
export function grantCode(
	world: Pick<World, "db" | "now">,
	grant: CodeGrant,
): string {
	const nowMs = Date.parse(world.now());
	const table = codeTable(world);
	for (const { id, expires_at_ms } of table.all())
		if (expires_at_ms <= nowMs) table.delete(id);
	const code = randomText(20, "0123456789abcdef");
	table.insert({ ...grant, code, expires_at_ms: nowMs + LIFE_S * 1_000 });
	return code;
}

/** Who has let the App in; undefined for a code that is wrong, used, over, another App's, or proven badly. Each is used up by asking. */
export function redeemCode(
	world: Pick<World, "db" | "now">,
	code: string,
	{ appId, redirectUri, verifier }: CodeProof,
): string | undefined {
	const table = codeTable(world);
	const row = table.findOneBy("code", code);
	if (row === undefined || row.app_id !== appId) return undefined;
	table.delete(row.id);
	const isProven =
		row.challenge === null
			? verifier === null
			: row.challenge === challengeOf(verifier ?? "");
	const isSamePlace = redirectUri === null || redirectUri === row.redirect_uri;
	const isOver = row.expires_at_ms <= Date.parse(world.now());
	return isProven && isSamePlace && !isOver ? row.login : undefined;
}

function challengeOf(verifier: string): string {
	return createHash("sha256").update(verifier).digest("base64url");
}

function codeTable({ db }: Pick<World, "db">): Table<CodeRow> {
	return db.collection<CodeRow>("forge.web_codes", ["code"]);
}
