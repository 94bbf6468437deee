import type { CommandSpec } from "../command-spec.ts";

/** The command that says a verb. What it takes is made from the verb, so the verb is loaded for its help as well. */
export async function verb(name: string): Promise<CommandSpec> {
	return (await import("../verb-command-spec.ts")).verbCommandSpec(name);
}
