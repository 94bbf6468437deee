import { ArtifactList } from "./artifact-list.tsx";
import type { Asked } from "./asked.ts";
import { FollowUps } from "./follow-ups.tsx";
import { MemoryList } from "./memory-list.tsx";
import { Notes } from "./notes.tsx";
import type { TaskTold } from "./told.ts";

/** What whoever works on the task has to know besides the baton. */
export function ContextSection({ task, ...asked }: Asked & { task: TaskTold }) {
	return (
		<section
			class="panel stack task-context task-late"
			aria-labelledby="context"
		>
			<h2 id="context">Context</h2>
			{task.summary === undefined ? null : (
				<p class="task-said">
					<span class="quiet">Summary</span> {task.summary}
				</p>
			)}
			<FollowUps {...asked} />
			<Notes {...asked} />
			<MemoryList {...asked} />
			<ArtifactList artifacts={task.artifacts} />
		</section>
	);
}
