import { Spoken } from "../ui/spoken.tsx";
import type { VerbInput } from "./verb-groups.ts";

/** What a verb takes. */
export function VerbInputs(given: {
	readonly name: string;
	readonly inputs: readonly VerbInput[];
}) {
	const { name, inputs } = given;
	return (
		<dl class="inputs" aria-label={`Inputs of ${name}`}>
			{inputs.map((input) => (
				<div key={input.name}>
					<dt>
						<code>{input.name}</code>{" "}
						<span class="quiet">
							{input.type}
							{input.required ? ", required" : ""}
						</span>
					</dt>
					<dd>
						{input.about === undefined ? null : <Spoken text={input.about} />}
						{input.values === undefined ? null : (
							<span class="values">
								{input.values.map((value) => (
									<code key={value}>{value}</code>
								))}
							</span>
						)}
					</dd>
				</div>
			))}
		</dl>
	);
}
