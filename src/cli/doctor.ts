import { healthOf } from "../engine/guard-health.ts";
import { Head } from "../engine/head.ts";
import { githubIdentity } from "../engine/identity.ts";
import { findingsOf } from "../verbs/doctor.ts";
import { type CliCommand, EXIT } from "./terminal.ts";

/** `baton doctor`: says what is wrong with the branch and what to do, by a look into every document of every task. */
export const doctor: CliCommand = async (
	{ branch, json },
	{ store },
	terminal,
) => {
	const head = new Head({
		store,
		identity: githubIdentity({ id: 0, login: "" }),
	});
	await head.refresh();
	const facts = await healthOf(head, store, { thorough: true });
	const findings = findingsOf(facts);
	const healthy = findings.length === 0;
	if (json)
		terminal.out(JSON.stringify({ healthy, findings, ...facts }, undefined, 2));
	else
		terminal.out(
			healthy
				? `${branch}: everything is in order; there is nothing to do`
				: [`${branch}:`, ...findings.map((one) => `- ${one}`)].join("\n"),
		);
	return healthy ? EXIT.ok : EXIT.refused;
};
