import { demoSeed } from "../dist/demo.js";
import { startForge } from "../dist/forge/start-forge.js";
import { answerRequests } from "./child.mjs";

// A GitHub on this machine with the demo's repository.

/** @type {import("../dist/forge/start-forge.js").Forge} */
let forge;

answerRequests({
	async start({ dataDir }) {
		forge = await startForge({
			port: 0,
			dataDir,
			seed: demoSeed(),
			requestsPerHour: 1_000_000,
		});
		return { apiUrl: forge.apiUrl, app: forge.apps.baton };
	},
	/** The account of that name, as a caller of the doors. */
	account: ({ login }) => forge.account(login, "acme/demo"),
});
