import type { Baton } from "../core/baton.ts";
import { renderBaton } from "../core/baton-markdown.ts";
import { tokenCounter } from "./token-count.ts";

/** The baton is meant to fit in every prompt. */
const MEANT = { tokens: 2_000, fewestBullets: 3, mostBullets: 8 } as const;

/** What is worth telling whoever patched a baton: it may stand, but it does not serve the next reader well. */
export async function batonWarnings(baton: Baton): Promise<readonly string[]> {
	const warnings: string[] = [];
	const count = await tokenCounter();
	const tokens = count(renderBaton(baton));
	if (tokens > MEANT.tokens)
		warnings.push(
			`The baton is ${tokens} tokens long; it is meant to stay under ${MEANT.tokens}.`,
		);
	const bullets = baton.current_state?.length ?? 0;
	if (bullets < MEANT.fewestBullets || bullets > MEANT.mostBullets) {
		warnings.push(
			`current_state has ${bullets} bullets; ${MEANT.fewestBullets} to ${MEANT.mostBullets} serve the next reader best.`,
		);
	}
	return warnings;
}
