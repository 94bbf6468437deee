import type { Brief } from "../../core/task.ts";
import { Markdown } from "../ui/markdown.tsx";

/** What a task is about, as last accepted. */
export function BriefSection({ brief }: { brief: Brief }) {
	return (
		<section class="panel" aria-labelledby="brief">
			<h2 id="brief">Brief</h2>
			{brief.description.trim() === "" ? (
				<p class="quiet">There is no description.</p>
			) : (
				<Markdown text={brief.description} top={3} />
			)}
		</section>
	);
}
