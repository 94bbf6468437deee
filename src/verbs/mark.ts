import { z } from "zod";
import { remember } from "../core/inbox.ts";
import { boardVerb } from "./verb.ts";

export const mark = boardVerb({
	name: "mark",
	summary: "Records that everything said up to here was read.",
	input: z.strictObject({
		comment: z.int().nonnegative(),
		event: z.int().nonnegative(),
		since: z.iso.datetime({ precision: 3 }),
	}),
	role: "app",
	doors: ["app"],
	examples: [],
	errors: [],
	words: [],
	run({ draft, command, input }) {
		const { board } = draft;
		if (board === undefined)
			throw new Error(
				"decide lets no verb but configure run on an empty branch",
			);
		const below = {
			comment: Math.max(board.inbox.below.comment, input.comment),
			event: Math.max(board.inbox.below.event, input.event),
		};
		const inbox = remember(
			{ ...board.inbox, since: input.since },
			below,
			command.opId,
		);
		draft.setBoard({ ...board, inbox });
		return {
			ok: true,
			summary: `read up to comment ${below.comment}, event ${below.event}`,
			data: { ...below },
		};
	},
});
