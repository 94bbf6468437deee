import { ShowMore } from "../ui/show-more.tsx";
import { Unanswered } from "../ui/unanswered.tsx";
import type { Asked } from "./asked.ts";
import { justBefore } from "./just-before.ts";
import type { PageOf } from "./page-of.ts";
import { PatchView } from "./patch-view.tsx";
import type { PastTold, PatchTold } from "./told.ts";
import { usePages } from "./use-pages.ts";
import { useTold } from "./use-told.ts";

const AT_ONCE = 10;

interface HistoryTold {
	readonly baton_history: readonly PatchTold[];
	readonly older?: string;
}

/** How the baton came to be what it is: each patch as what it changed, the newest first. */
export function BatonHistory({ place, taskKey, revisions }: Asked) {
	const fields = { task: taskKey, limit: AT_ONCE };
	const { page, refused, more, isReading } = usePages<HistoryTold, PatchTold>({
		question: { place, verb: "history", fields },
		...{ revision: revisions.of.history, pageIn, idOf },
	});
	const patches = page?.items ?? [];
	const first = patches.at(-1);
	return (
		<section class="task-history task-late" aria-labelledby="history">
			<h3 id="history">How it came to this</h3>
			{page === undefined ? <Unanswered why={refused} /> : null}
			{page !== undefined && first === undefined ? (
				<p class="quiet">
					Nobody has patched it yet: it is as it was when the task was put on
					the board.
				</p>
			) : null}
			{patches.map((patch, index) => {
				const known = { place, taskKey, patch, isNewest: index === 0 };
				const before = patches[index + 1]?.baton;
				return before === undefined ? (
					<FirstPatch key={patch.commit} {...known} />
				) : (
					<PatchView key={patch.commit} {...known} before={before} />
				);
			})}
			<ShowMore more={more} isReading={isReading} of="older patches" />
		</section>
	);
}

/** The oldest patch that was read: what was before it is asked for. */
function FirstPatch(known: {
	place: Asked["place"];
	taskKey: string;
	patch: PatchTold;
	isNewest: boolean;
}) {
	const { place, taskKey, patch } = known;
	const fields = { task: taskKey, at: justBefore(patch.at) };
	const { data, refused } = useTold<PastTold>(
		{ place, verb: "show", fields },
		0,
	);
	if (known.isNewest && data === undefined && refused === undefined)
		return <Unanswered why={undefined} />;
	return <PatchView {...known} before={data?.baton} />;
}

function pageIn({ baton_history, older }: HistoryTold): PageOf<PatchTold> {
	return { items: baton_history.toReversed(), older };
}

function idOf({ commit }: PatchTold): string {
	return commit;
}
