import type { BoardConfig } from "../../core/config.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Engine } from "../../engine/perform.ts";
import { callerOpId } from "../../store/caller-key.ts";
import type { RepositoryApi } from "../api.ts";
import { mayBotSpeak } from "../bots.ts";
import { CONFIG_PATH, checkConfig } from "../config-file.ts";
import type { ConfigState } from "./config-check.ts";
import type {
	BranchPush,
	ConfigBlob,
	ConfigPushApi,
} from "./config-push-api.ts";
import { isInForce } from "./is-in-force.ts";
import { whoPushed } from "./who-pushed.ts";

/** What a config file is taken in with. */
export interface TakeConfigDoor {
	readonly api: Pick<RepositoryApi, "role" | "account">;
	readonly configs: ConfigPushApi;
	readonly engine: Engine;
	readonly board: string;
}

/** What came of a config file. `behind`: GitHub does not tell yet. `isNew`: it came into force just now. */
export type Taken =
	| "behind"
	| { readonly state: ConfigState; readonly isNew?: true };

const NOBODY =
	"Nobody can be named who brought this file to the default branch by a push.";
const GONE =
	"There is no config file on the default branch any more, and the defaults come back by a maintainer's word alone.";

/**
 * Compares the config file as it is with what the board works by, and takes it in, in the name of whoever pushed it and with that
 * account's role. `inForce` is absent where no board is open yet: then it is only looked at.
 */
export async function takeConfig(
	file: ConfigBlob | undefined,
	{
		inForce,
		told,
	}: {
		readonly inForce: BoardConfig | undefined;
		readonly told: readonly BranchPush[];
	},
	door: TakeConfigDoor,
): Promise<Taken> {
	const text = file === undefined ? "" : file.text;
	if (text === undefined)
		return invalid([{ path: [], message: "it is too large to be read" }]);
	if (inForce !== undefined && isInForce(text, inForce)) return IN_FORCE;
	if (file === undefined) return inForce === undefined ? IN_FORCE : held(GONE);
	const checked = await checkConfig(text, door.api);
	if (!checked.ok) return invalid(checked.faults);
	if (inForce === undefined) return IN_FORCE;
	const push = await whoPushed(file.oid, { api: door.configs, told });
	if (push === "behind") return push;
	if (push === "unknown") return held(NOBODY);
	return configure(push, { config: checked.config, text }, door);
}

async function configure(
	{ actor, before, after }: BranchPush,
	{ config, text }: { readonly config: JsonObject; readonly text: string },
	{ api, engine, board }: TakeConfigDoor,
): Promise<Taken> {
	const isBot = actor.login.endsWith("[bot]");
	if (isBot && !(await mayBotSpeak(actor.id, engine)))
		return held(
			`${actor.login} pushed it, a bot that the config does not name.`,
		);
	const role = await api.role(actor);
	const [answer] = await engine.perform([
		{
			verb: "configure",
			input: { name: board, config },
			...{ actor, role },
			// The same push, heard of by webhook, in a sweep or by two processes, is one command.
			opId: callerOpId(actor.id, board, `${CONFIG_PATH} ${before}..${after}`),
		},
	]);
	if (answer?.ok === false)
		return held(`${actor.login} pushed it. ${answer.message}`);
	const isTaken = await engine.inspect(
		({ board }) => board !== undefined && isInForce(text, board.config),
	);
	// A push that took effect once takes none again, whatever somebody else has made of the branch since.
	return isTaken
		? { ...IN_FORCE, isNew: true }
		: held(
				`The push of it by ${actor.login} took effect before, and something else was said since.`,
			);
}

const IN_FORCE = { state: { kind: "in-force" } } as const;

function held(why: string): Taken {
	return { state: { kind: "held", why } };
}

function invalid(
	faults: Extract<ConfigState, { kind: "invalid" }>["faults"],
): Taken {
	return { state: { kind: "invalid", faults } };
}
