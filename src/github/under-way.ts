import type { Answer } from "../engine/answer.ts";

/** So many commands are remembered at a time; beyond them each is carried out for itself. */
const MAX_COMMANDS = 10_000;

/**
 * Commands that are being carried out for callers with keys. Until a command is in the board nobody else could tell that it was
 * said before, and what is done for it on GitHub would be done twice.
 */
export class UnderWay {
	readonly #answers = new Map<string, Promise<Answer>>();

	/** The answer of `act`, or of the same command that is under way already. Throws what that throws. */
	async share(opId: string, act: () => Promise<Answer>): Promise<Answer> {
		const first = this.#answers.get(opId);
		if (first !== undefined) {
			const answer = await first;
			return answer.ok ? { ...answer, repeated: true } : answer;
		}
		const answer = act();
		if (this.#answers.size >= MAX_COMMANDS) return answer;
		this.#answers.set(opId, answer);
		try {
			return await answer;
		} finally {
			this.#answers.delete(opId);
		}
	}
}
