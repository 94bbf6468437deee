import { agentOfLogin } from "../core/agent.ts";
import { type Refusal, refuse } from "../core/errors.ts";

/** Nobody can be named as the author of a commit. */
export function nameless(): Refusal {
	return refuse(
		"UNAUTHENTICATED",
		"Git does not know who works here: user.name or user.email is not set.",
		'Set both once: `git config --global user.name "Your Name"` and `git config --global user.email you@example.com`.',
	);
}

/** There is nothing to ask about or to write to. */
export function noBoard(branch: string): Refusal {
	return refuse(
		"NOT_FOUND",
		`There is no board in this repository yet: it has no branch ${branch}.`,
		'`baton plan "<task>" --save` opens one with its first plan; so does `baton init`.',
	);
}

/** What was given for an agent cannot be one's name. */
export function noAgent(name: string): Refusal {
	const proposed = agentOfLogin(name);
	return refuse(
		"VALIDATION",
		`${JSON.stringify(name.slice(0, 80))} is no name of an agent.`,
		`Use lower-case letters, digits and dashes${proposed === "agent" ? "" : `, such as ${proposed}`}.`,
		{ field: "agent" },
	);
}
