import { Spoken } from "../ui/spoken.tsx";
import type { VerbTold } from "./verb-groups.ts";
import { VerbInputs } from "./verb-inputs.tsx";

const DOORS: Readonly<Record<string, string>> = {
	comment: "comment",
	agent: "MCP, HTTP, command line",
	cli: "git alone",
};

/** One verb: what it does, who may say it and where, how, and what may be answered instead. */
export function VerbEntry({ verb }: { verb: VerbTold }) {
	const { name, summary, role, doors, examples, inputs, errors } = verb;
	return (
		<article class="panel verb" id={name}>
			<header class="row">
				<h3>
					<a href={`#${name}`}>{name}</a>
				</h3>
				<span class="badge">
					{role === "none" ? "anybody" : `needs ${role}`}
				</span>
				{verb.reads ? <span class="badge info">reads only</span> : null}
				<span class="quiet doors">
					{doors.map((door) => DOORS[door] ?? door).join(" · ")}
				</span>
			</header>
			<p>
				<Spoken text={summary} />
			</p>
			{examples.length === 0 ? null : (
				<pre class="examples">{examples.join("\n")}</pre>
			)}
			<Extras verb={verb} />
			{inputs.length === 0 ? null : <VerbInputs name={name} inputs={inputs} />}
			{errors.length === 0 ? null : (
				<p class="quiet errors">
					May answer{" "}
					{errors.map((error) => (
						<code key={error}>{error}</code>
					))}
				</p>
			)}
		</article>
	);
}

function Extras({ verb: { target, step, payload } }: { verb: VerbTold }) {
	const said = [
		...(target === "board" ? ["It is about the board, not a task."] : []),
		...(step === undefined
			? []
			: [
					`${step === "optional" ? "It may be" : "It is"} about a step of the task's plan, such as 1.2.`,
				]),
		...(payload === undefined
			? []
			: [`What it takes (${payload}) goes into a block below the command.`]),
	];
	return said.length === 0 ? null : <p class="quiet">{said.join(" ")}</p>;
}
