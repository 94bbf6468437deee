import type { RunCommand } from "./command-spec.ts";
import type { ExecuteName } from "./execute-command.ts";
import { byPlace } from "./with-place.ts";

/** `baton plan`, in the checkout at hand or on a server. */
export const planByPlace: RunCommand = byPlace({
	here: async () => (await import("./plan-command.ts")).planCommand,
	there: async () => (await import("./remote/plan-there.ts")).planThere,
});

/** `baton execute <name>`, in the repository at hand or on a server. */
export function executeByPlace(name: ExecuteName): RunCommand {
	return byPlace({
		here: async () =>
			(await import("./execute-command.ts")).executeCommand(name),
		there: async () =>
			(await import("./remote/execute-there.ts")).executeThere(name),
	});
}
