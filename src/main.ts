import { readEnvironment } from "./environment.ts";
import type { Running } from "./running.ts";

/** How long a clean end may take before the process ends anyway. */
const CLOSE_WITHIN_MS = 8_000;

async function start(): Promise<Running> {
	const form = readEnvironment(process.env);
	if (form.kind === "unusable") return fail(form.problem);
	if (form.kind === "hosted")
		return (await import("./hosted.ts")).startHosted(form);
	return (await import("./embedded.ts")).startEmbedded(form);
}

function fail(problem: string): never {
	console.error(`baton: ${problem}`);
	process.exit(1);
}

/** Ends what runs, also when the signal comes while it is still starting. */
function endOn(signal: NodeJS.Signals, starting: Promise<Running>): void {
	process.once(signal, () => {
		const timer = setTimeout(() => process.exit(1), CLOSE_WITHIN_MS);
		timer.unref();
		starting
			.then((running) => running.close())
			.then(
				() => process.exit(0),
				(error) => {
					console.error(error);
					process.exit(1);
				},
			);
	});
}

const starting = start();
endOn("SIGINT", starting);
endOn("SIGTERM", starting);
try {
	await starting;
} catch (error) {
	if ((error as { code?: string }).code === "CANNOT_START")
		fail((error as Error).message);
	throw error;
}
