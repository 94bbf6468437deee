import { usePlace } from "../shell/use-place.ts";
import { pathOf } from "../state/place.ts";
import { counted, inPercent } from "../ui/figures.ts";
import { When } from "../ui/when.tsx";
import type { Measured } from "./measured.ts";

/** How gates judge, and which failed lately. */
export function GateFigures({ measured }: { measured: Measured }) {
	const place = usePlace();
	const { gates } = measured;
	const figures = [
		["first pass", inPercent(gates.first_pass_rate)],
		["judged", counted(gates.judged)],
		["failures", counted(gates.failures)],
		["on somebody's word", counted(gates.unproven)],
		["checks at done", counted(gates.done.judged)],
		["passed", counted(gates.done.passed)],
		["overridden", counted(gates.done.overridden)],
	] as const;
	return (
		<section class="panel" aria-label="Gates">
			<h2>Gates</h2>
			{gates.judged + gates.done.judged === 0 ? (
				<p class="quiet empty">
					No gate has judged anything yet. Gates of a plan and the checks that a
					task needs before it is done fill this.
				</p>
			) : (
				<dl class="figures">
					{figures.map(([name, figure]) => (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{figure}</dd>
						</div>
					))}
				</dl>
			)}
			{gates.failed.length === 0 ? null : (
				<>
					<h3>Failed lately</h3>
					<ul class="failed">
						{gates.failed.map(({ task, phase, gate, at, cause }) => (
							<li key={`${task} ${phase} ${at}`}>
								<a href={place && pathOf(place, `/task/${task}`)}>#{task}</a>,
								phase {phase}: {gate}{" "}
								<span class="quiet">
									<When at={at} />
									{cause === undefined ? "" : ` · ${cause}`}
								</span>
							</li>
						))}
					</ul>
				</>
			)}
		</section>
	);
}
