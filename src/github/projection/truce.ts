import { code, marker, text } from "../markdown.ts";
import type { ContentDoor } from "./content.ts";
import type { IssueView } from "./issue-view.ts";
import { isFoughtOver, type Slot } from "./slot.ts";

/** Says once that something is put back no more at once, who undoes it, and what can be done about that. */
export async function sayTruce(
	{ issue, task }: Pick<IssueView, "issue" | "task">,
	slot: Slot,
	{ api }: Pick<ContentDoor, "api">,
): Promise<boolean> {
	if (!isFoughtOver(slot) || slot.hasToldTruce) return false;
	// Said or not, it is tried no second time: an issue that takes no comments shows by its labels how things are.
	slot.hasToldTruce = true;
	const mark = marker("op", `y${issue}:${task.version}`);
	if (await api.hasReply(issue, mark, task.updated_at)) return false;
	await api.reply(issue, `${mark}\n\n${truceWords(slot)}`);
	return true;
}

function truceWords({ opponent, putBacks }: Slot): string {
	const who = opponent === undefined ? "Somebody" : text(opponent.by);
	const label = opponent?.label;
	const what =
		label === undefined ? "what this issue shows" : `the label ${code(label)}`;
	return [
		`⚠️ ${who} keeps changing ${what}, and ${putBacks} times it was brought back to what the board says. That goes on more and more rarely now, until the task changes.`,
		`If that is another program, keep it off Baton's labels, the assignee and closing in its own settings; if it is meant to work here, name its login under an agent in ${code(".github/baton.yml")}. The status comment always tells how the task stands.`,
	].join("\n\n");
}
