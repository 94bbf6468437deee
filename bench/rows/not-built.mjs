/**
 * Rows of the budget for what this version cannot do yet.
 *
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function notBuilt() {
	return [
		{
			what: "baton execute next, record as a process",
			must: "≤ 2.5 × node",
			aim: "1.5 ×",
			verdict: "not built yet",
		},
	];
}
