import { useState } from "preact/hooks";
import type { Place } from "../state/place.ts";
import { session } from "../state/session.ts";
import { cloneCommand } from "./clone-words.ts";

const SHOWN_MS = 2_000;

/** The command that brings the whole log to one's own machine. */
export function CloneCommand({ place }: { place: Place }) {
	const who = session.value;
	const git = typeof who === "object" ? who.git : undefined;
	const command = cloneCommand(place, git);
	const [isCopied, setCopied] = useState(false);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(command);
		} catch {
			// It can still be marked and copied by hand.
			return;
		}
		setCopied(true);
		setTimeout(() => setCopied(false), SHOWN_MS);
	};
	return (
		<div class="clone">
			<p class="quiet">
				The log is a branch of the repository. Whoever has it has everything:
			</p>
			<div class="row">
				<code>{command}</code>
				<button type="button" onClick={() => void copy()}>
					{isCopied ? "Copied" : "Copy"}
				</button>
			</div>
		</div>
	);
}
