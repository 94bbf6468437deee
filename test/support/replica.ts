import type { Forge } from "../../src/forge/start-forge.ts";
import { WEBHOOK_PATH } from "../../src/webhook-server.ts";
import { type Program, startProgram } from "./program.ts";

/** One process of the app, connected to a forge. */
export interface Replica {
	readonly program: Program;
	readonly webhooks: string;
	/** Ends the process; the forge tells it nothing any more. */
	stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the app as a server does it, with a home of its own; it listens and, unless it is `deaf`, hears webhooks by then. */
export async function startReplica(
	forge: Forge,
	home: string,
	{
		env = {},
		deaf = false,
	}: {
		readonly env?: Readonly<Record<string, string>>;
		readonly deaf?: boolean;
	} = {},
): Promise<Replica> {
	const { id, privateKey, webhookSecret } = forge.apps
		.baton as Forge["apps"][string];
	const program = startProgram({
		APP_ID: String(id),
		PRIVATE_KEY: privateKey,
		WEBHOOK_SECRET: webhookSecret,
		GHE_HOST: new URL(forge.url).host,
		GHE_PROTOCOL: "http",
		BATON_THROTTLE: "off",
		BATON_HOME: home,
		HOST: "127.0.0.1",
		PORT: "0",
		LOG_LEVEL: "warn",
		...env,
	});
	const [, url] = await program.printed(/listens on (http:\S+)/);
	const webhooks = `${url}${WEBHOOK_PATH}`;
	const disconnect = deaf
		? () => undefined
		: forge.addReceiver("baton", webhooks);
	return {
		program,
		webhooks,
		async stop(signal) {
			disconnect();
			await program.end(signal);
		},
	};
}
