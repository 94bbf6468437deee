import { STATUSES } from "../../core/status.ts";
import { counted, inDollars, inPercent } from "../ui/figures.ts";
import { statusWords } from "../ui/status-words.ts";
import type { Measured } from "./measured.ts";

/** What stands where now, and what came of it since the board began. */
export function SummaryFigures({ measured }: { measured: Measured }) {
	const { tokens } = measured;
	const sums = [
		["done", counted(measured.completions)],
		["first pass", inPercent(measured.first_pass_rate)],
		["leases lost", counted(measured.lease_losses)],
		["failures", counted(measured.failures)],
		["overdue now", counted(measured.overdue)],
		["tokens in", counted(tokens.input)],
		["tokens out", counted(tokens.output)],
		["cost", inDollars(tokens.cost_usd)],
	] as const;
	return (
		<div class="halves">
			<Figures
				title="Now"
				figures={STATUSES.map((status) => [
					statusWords(status),
					counted(measured.counts[status]),
				])}
			/>
			<Figures title="Since the board began" figures={sums} />
		</div>
	);
}

function Figures(given: {
	readonly title: string;
	readonly figures: readonly (readonly [string, string])[];
}) {
	return (
		<section class="panel" aria-label={given.title}>
			<h2>{given.title}</h2>
			<dl class="figures">
				{given.figures.map(([name, figure]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{figure}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
