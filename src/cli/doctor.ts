import type { JsonObject } from "../core/errors.ts";
import type { AcknowledgedMark } from "../engine/acknowledged.ts";
import { healthOf } from "../engine/guard-health.ts";
import { Head } from "../engine/head.ts";
import { githubIdentity } from "../engine/identity.ts";
import { readShallowFile } from "../store/git/shallow-file.ts";
import type { Oid } from "../store/store.ts";
import { diagnose } from "../verbs/doctor/diagnosis.ts";
import { lostMark } from "./lost-mark.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import type { CliCommand } from "./terminal.ts";

/** `baton doctor`: says what is wrong with the branch and what to do, by a look into every document of every task. */
export const doctor: CliCommand = async (
	{ branch, json },
	{ store, gitdir, head: oid },
	terminal,
) => {
	const lost = await lostMark(store, { gitdir, branch, head: oid });
	// Where the log is cut off nothing below the head can be looked at, so the head is taken as it is.
	const isCut = (await readShallowFile(gitdir)).length > 0;
	const known = lost?.head ?? (isCut ? oid : undefined);
	const head = new Head({
		store,
		identity: githubIdentity({ id: 0, login: "" }),
		...(known === undefined ? {} : { mark: fixed(known) }),
	});
	await head.refresh();
	const health = await healthOf(head, store, { thorough: true });
	return printDiagnosis(terminal, diagnose({ health }), {
		place: branch,
		json,
		facts: health as unknown as JsonObject,
	});
};

/** A mark that says what is known and keeps nothing: a command line that only looks leaves no trace. */
function fixed(oid: Oid): AcknowledgedMark {
	return {
		read: async () => oid,
		write: () => undefined,
		settled: async () => undefined,
	};
}
