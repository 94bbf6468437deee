import type { JsonObject } from "../../core/errors.ts";
import type { Style } from "../style.ts";

/** The runs of a board as a list, the current one marked. */
export function runsText(
	runs: readonly JsonObject[],
	{
		current,
		style,
	}: { readonly current: string | undefined; readonly style: Style },
): string {
	if (runs.length === 0)
		return 'No plans yet. `baton plan "<task>" --save` makes one.';
	const widest = Math.max(...runs.map(({ key }) => String(key).length));
	return runs
		.map(({ key, run, steps, title }) => {
			const mark = key === current ? "*" : " ";
			const name = String(key).padEnd(widest);
			return `${mark} ${style.bold(name)}  ${String(run).padEnd(9)}  ${String(steps).padStart(5)}  ${title}`;
		})
		.join("\n");
}
