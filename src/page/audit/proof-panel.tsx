import { useState } from "preact/hooks";
import { usePlace } from "../shell/use-place.ts";
import { ask, type Refused } from "../state/api.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import {
	mayProve,
	type Proof,
	proofWords,
	type Said,
	type Verification,
	verificationWords,
	withFound,
} from "./verification.ts";

/** Whether the log is what it should be, and a way to have it proven. */
export function ProofPanel() {
	const [found, setFound] = useState<Verification>();
	const told = useAnswer<Proof>("ping", { newsMs: 1_000, everyMs: 30_000 });
	if (told?.ok !== true)
		return (
			<section class="panel" aria-label="Proof">
				<h2>Proof</h2>
				<Unanswered why={told} />
			</section>
		);
	const { frozen, role } = told.data;
	const proof = withFound(told.data, found);
	return (
		<section class="panel" aria-label="Proof">
			<h2>Proof</h2>
			{frozen === null ? null : (
				<Verdict
					said={{
						...{ tone: "bad", word: "frozen" },
						text: `Nothing is written to the board: ${frozen}.`,
					}}
				/>
			)}
			<Verdict said={proofWords(proof)} />
			{mayProve(role) ? (
				<ProveNow onFound={setFound} />
			) : (
				<p class="quiet">
					Whoever maintains the repository may have it proven here; everybody
					who has a clone can, with <code>baton verify</code>.
				</p>
			)}
		</section>
	);
}

function ProveNow(given: { readonly onFound: (found: Verification) => void }) {
	const place = usePlace();
	const [found, setFound] = useState<Said | Refused>();
	const [isBusy, setBusy] = useState(false);
	const prove = async () => {
		if (place === undefined) return;
		setBusy(true);
		const answer = await ask<{ readonly verification: Verification }>(
			place,
			"verify",
		);
		setBusy(false);
		if (answer.ok) given.onFound(answer.data.verification);
		setFound(answer.ok ? verificationWords(answer.data.verification) : answer);
	};
	return (
		<>
			<p>
				<button type="button" disabled={isBusy} onClick={() => void prove()}>
					{isBusy ? "Replaying the log…" : "Prove it now"}
				</button>
			</p>
			<div aria-live="polite">
				{found === undefined ? null : "code" in found ? (
					<Unanswered why={found} />
				) : (
					<Verdict said={found} />
				)}
			</div>
		</>
	);
}

function Verdict({ said }: { said: Said }) {
	return (
		<p>
			<span class={`badge ${said.tone}`}>{said.word}</span> {said.text}
		</p>
	);
}
