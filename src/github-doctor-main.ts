import { askAsApp } from "./github-doctor.ts";

// What was found out goes to the command line that has started this; it judges and prints.
const asked = await askAsApp(process.argv[2] ?? "", {
	env: process.env,
	nowMs: Date.now,
});
process.stdout.write(`${JSON.stringify(asked)}\n`);
