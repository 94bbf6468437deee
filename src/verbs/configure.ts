import { z } from "zod";
import { refuse } from "../core/errors.ts";
import { boardConfig } from "../schema/config.ts";
import { boardVerb } from "./verb.ts";

export const configure = boardVerb({
	name: "configure",
	summary: "Takes in the board's config from the default branch.",
	input: z.strictObject({
		name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
		config: boardConfig,
	}),
	role: "maintain",
	doors: ["comment", "agent", "app"],
	examples: ["/baton configure"],
	errors: ["VALIDATION"],
	words: [],
	run({ draft, command, input }) {
		const present = draft.board;
		if (present !== undefined && present.name !== input.name) {
			return refuse(
				"VALIDATION",
				`This board is called ${present.name}.`,
				"A board keeps its name.",
				{ name: present.name },
			);
		}
		const empty = {
			format: 1,
			rules: 1,
			name: input.name,
			inbox: { below: { comment: 0, event: 0 }, since: command.now, seen: [] },
		} as const;
		draft.setBoard({ ...(present ?? empty), config: input.config });
		return {
			ok: true,
			summary:
				present === undefined ? "the board is opened" : "config taken in",
			data: {
				name: input.name,
				...(draft.changed
					? {}
					: { said: "The board has this very config already." }),
			},
		};
	},
});
