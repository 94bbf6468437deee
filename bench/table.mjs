/**
 * One line of the table. `ours` and `floor` are texts with units; a row without `ours` is not built yet.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} [ours]
 * @property {string} [floor] What it is measured beside, with its name.
 * @property {number} [ratio] Ours divided by the floor.
 * @property {string} must
 * @property {string} aim
 * @property {string} verdict
 * @property {number} [runs] How many measurements the medians are of.
 * @property {string} [note]
 */

const HEADINGS = [
	"what",
	"ours",
	"floor",
	"ratio",
	"must",
	"aim",
	"verdict",
	"runs",
];

/**
 * The word for what was reached.
 *
 * @param {boolean} holdsMust
 * @param {boolean} holdsAim
 */
export function verdict(holdsMust, holdsAim) {
	if (!holdsMust) return "MISSED";
	return holdsAim ? "aim" : "must";
}

/**
 * A number with three significant digits, or whole when it is larger.
 *
 * @param {number} value
 */
export function figure(value) {
	return Math.abs(value) >= 100
		? Math.round(value).toLocaleString("en-US")
		: String(Number(value.toPrecision(3)));
}

/**
 * Rows as a markdown table with aligned columns, notes below it.
 *
 * @param {readonly Row[]} rows
 */
export function printTable(rows) {
	const cells = rows.map((row) => [
		row.what,
		row.ours ?? "not built yet",
		row.floor ?? "",
		row.ratio === undefined ? "" : figure(row.ratio),
		row.must,
		row.aim,
		row.verdict,
		String(row.runs ?? ""),
	]);
	const widths = HEADINGS.map((heading, column) =>
		Math.max(
			heading.length,
			...cells.map((line) => (line[column] ?? "").length),
		),
	);
	/** @param {readonly string[]} line */
	const print = (line) =>
		`| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
	const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
	const notes = rows
		.filter(({ note }) => note !== undefined)
		.map(({ what, note }) => `- ${what}: ${note}`);
	const table = [print(HEADINGS), rule, ...cells.map(print)].join("\n");
	return notes.length === 0 ? table : `${table}\n\n${notes.join("\n")}`;
}
