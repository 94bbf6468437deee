import type { BoardReader } from "../core/board.ts";
import { type Refusal, refuse } from "../core/errors.ts";

const DOCUMENTS = ["learned/gates", "learned/roles", "learned/runs"] as const;

/** The refusal that names what finished runs taught and cannot be read, if so. */
export function learnedDamage(board: BoardReader): Refusal | undefined {
	const damaged = DOCUMENTS.flatMap((document) => {
		const reason = board.damage(document);
		return reason === undefined ? [] : [{ path: `${document}.yaml`, reason }];
	});
	if (damaged.length === 0) return undefined;
	const said = damaged.map(({ path, reason }) => `${path}: ${reason}`);
	return refuse(
		"VALIDATION",
		`What finished runs taught cannot be read: ${said.join("; ")}.`,
		"Mend it by hand on the board's branch. Until then it is neither used nor written over.",
		{ documents: damaged },
	);
}
