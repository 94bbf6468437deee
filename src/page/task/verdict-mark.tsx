const MARKS: Readonly<Record<string, readonly [string, string]>> = {
	pass: ["good", "✓ passed"],
	green: ["good", "✓ green"],
	approve: ["good", "✓ approved"],
	fail: ["bad", "✗ failed"],
	red: ["bad", "✗ red"],
	reject: ["bad", "✗ rejected"],
	override: ["warn", "! overridden"],
	feedback: ["warn", "↻ feedback"],
	pending: ["info", "… pending"],
};

/** A verdict by word and sign, and by colour besides. */
export function VerdictMark({ verdict }: { verdict: string }) {
	const [tone, words] = MARKS[verdict] ?? ["", verdict];
	return <span class={`badge ${tone}`}>{words}</span>;
}
