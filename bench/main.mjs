import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** Rows by the name that chooses them, in the order of the table. Those that share a board stand together. */
const ROWS = {
	"start-up": async () => (await import("./rows/start-up.mjs")).startUp,
	lone: async () => (await import("./rows/lone.mjs")).lone,
	acknowledged: async () =>
		(await import("./rows/acknowledged.mjs")).acknowledged,
	"many-writers": async () =>
		(await import("./rows/many-writers.mjs")).manyWriters,
	history: async () => (await import("./rows/history.mjs")).history,
	"cold-start": async () => (await import("./rows/cold-start.mjs")).coldStart,
	memory: async () => (await import("./rows/memory.mjs")).memory,
	next: async () => (await import("./rows/next.mjs")).next,
	"board-size": async () => (await import("./rows/board-size.mjs")).boardSize,
	replicas: async () => (await import("./rows/replicas.mjs")).replicas,
	"claim-race": async () => (await import("./rows/claim-race.mjs")).claimRace,
	webhooks: async () => (await import("./rows/webhooks.mjs")).webhooks,
	verify: async () => (await import("./rows/verify.mjs")).verify,
	wait: async () => (await import("./rows/wait.mjs")).wait,
	"wait-http": async () => (await import("./rows/wait-http.mjs")).waitHttp,
	cli: async () => (await import("./rows/cli.mjs")).cli,
};

const USAGE = `Usage: npm run bench -- [rows] [--quick] [--write] [--profile <directory>]

  rows       which to measure, all by default: ${Object.keys(ROWS).join(", ")}
  --quick    small sizes, for a first look; its verdicts mean nothing
  --write    writes bench/results.md
  --profile  writes CPU profiles of our processes there and tells where their time went`;

process.exitCode = await main(process.argv.slice(2));

/**
 * Answers the exit code: 0 when every row was measured, whatever came of it.
 *
 * @param {readonly string[]} argv
 */
async function main(argv) {
	const parsed = parse(argv);
	if (typeof parsed === "string") {
		console.error(`bench: ${parsed}\n\n${USAGE}`);
		return 2;
	}
	if (parsed.values.help) {
		console.log(USAGE);
		return 0;
	}
	if (!existsSync(new URL("../dist/cli/main.js", import.meta.url))) {
		console.error("bench: nothing is built: run `npm run build` first");
		return 2;
	}
	return measure(parsed);
}

/** @param {readonly string[]} argv */
function parse(argv) {
	try {
		const parsed = parseArgs({
			args: [...argv],
			allowPositionals: true,
			options: {
				quick: { type: "boolean", default: false },
				write: { type: "boolean", default: false },
				profile: { type: "string" },
				help: { type: "boolean", short: "h", default: false },
			},
		});
		const unknown = parsed.positionals.find(
			(name) => !Object.hasOwn(ROWS, name),
		);
		return unknown === undefined ? parsed : `there is no row ${unknown}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

async function measure({ values, positionals }) {
	const { openPlace } = await import("./place.mjs");
	const { describeProfiles, PROFILE_VARIABLE } = await import("./profile.mjs");
	const { writeResults } = await import("./results.mjs");
	const { FULL, QUICK } = await import("./sizes.mjs");
	const { printTable } = await import("./table.mjs");
	const profileDir =
		values.profile === undefined ? undefined : resolve(values.profile);
	if (profileDir !== undefined) process.env[PROFILE_VARIABLE] = profileDir;
	const load = () => loadavg()[0]?.toFixed(2) ?? "unknown";
	const loadBefore = load();
	const names = Object.keys(ROWS).filter(
		(name) => positionals.length === 0 || positionals.includes(name),
	);
	const place = await openPlace();
	const stop = () => void place.close().finally(() => process.exit(130));
	process.once("SIGINT", stop).once("SIGTERM", stop);
	const rows = [];
	try {
		for (const name of names) {
			const start = performance.now();
			const row = await ROWS[name]();
			rows.push(...(await row(place, values.quick ? QUICK : FULL)));
			await place.endRow();
			const seconds = Math.round((performance.now() - start) / 1_000);
			console.error(`${name}: ${seconds} s`);
		}
	} finally {
		await place.close();
	}
	console.log(printTable(rows));
	if (profileDir !== undefined)
		console.log(`\n${describeProfiles(profileDir)}`);
	if (values.write)
		writeResults(rows, {
			isQuick: values.quick,
			names: positionals,
			loads: `${loadBefore} before, ${load()} after`,
		});
	return 0;
}
