import { VerdictMark } from "./verdict-mark.tsx";

type Mark = Parameters<typeof VerdictMark>[0]["verdict"];

/** A check as it was found. */
interface CheckResult {
	readonly name: string;
	readonly app: string;
	readonly state: Mark;
	readonly conclusion?: string | undefined;
}

/** The checks that were looked at, each with what it came to. */
export function CheckResults({ results }: { results: readonly CheckResult[] }) {
	return (
		<ul class="plain">
			{results.map(({ name, app, state, conclusion }) => (
				<li key={`${app}/${name}`} class="row">
					<VerdictMark verdict={state} />
					<span>
						{name} <span class="quiet">by {app}</span>
						{conclusion === undefined || conclusion === "success"
							? null
							: ` (${conclusion})`}
					</span>
				</li>
			))}
		</ul>
	);
}
