import { Refusal } from "../shell/refusal.tsx";
import type { Refused } from "../state/api.ts";
import { board } from "../state/board.ts";
import { QuarantineNotice } from "./quarantine-notice.tsx";

/** Says why a task cannot be shown at all. */
export function NoTask({
	taskKey,
	refused,
}: {
	taskKey: string;
	refused: Refused;
}) {
	const now = board.value;
	const aside =
		now !== undefined && "quarantined" in now
			? now.quarantined.find(({ key }) => key === taskKey)
			: undefined;
	if (aside !== undefined)
		return (
			<main id="content" class="page task" data-task={taskKey}>
				<h1>Task {taskKey}</h1>
				<QuarantineNotice taskKey={taskKey} reason={aside.reason} isUnknown />
			</main>
		);
	const isUnknown = ["NOT_FOUND", "VALIDATION"].includes(refused.code);
	return (
		<Refusal
			title={isUnknown ? `No task ${taskKey}` : "Not now"}
			message={refused.message}
			hint={refused.hint}
		/>
	);
}
