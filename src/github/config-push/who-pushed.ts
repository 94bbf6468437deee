import type { BranchPush, ConfigPushApi } from "./config-push-api.ts";

/** Who brought a config file. `unknown`: nobody that GitHub can name. `behind`: GitHub's answers do not fit together yet. */
export type Pusher = BranchPush | "unknown" | "behind";

/** So many changes of the branch are gone through; each costs a request. */
const MOST_STEPS = 30;
const NO_COMMIT = /^0+$/;

type BranchApi = Pick<
	ConfigPushApi,
	"configAt" | "tip" | "pushes" | "isCommit"
>;

/**
 * The push that brought the config file that the default branch has now. Followed back from the branch's head, change by change:
 * who pushed something else later on, or pushed the same long before, has nothing to do with it. `told` is what webhooks told of,
 * oldest first, for what GitHub does not list, or not yet.
 */
export async function whoPushed(
	oid: string,
	{
		api,
		told,
	}: { readonly api: BranchApi; readonly told: readonly BranchPush[] },
): Promise<Pusher> {
	const tip = await api.tip();
	if (tip === undefined) return "unknown";
	const listed = await api.pushes(tip.branch);
	if ((await api.configAt(tip.sha))?.oid !== oid) return "behind";
	const ledTo = new Map<string, BranchPush>();
	// Of several that led to one commit the newest counts.
	for (const push of [...listed, ...[...told].reverse()])
		if (!ledTo.has(push.after)) ledTo.set(push.after, push);
	if (listed.length > 0 && !ledTo.has(tip.sha)) return "behind";
	let at = tip.sha;
	for (let step = 0; step < MOST_STEPS; step++) {
		const push = ledTo.get(at);
		if (push === undefined) return "unknown";
		if (NO_COMMIT.test(push.before)) return push;
		const before = await api.configAt(push.before);
		const isNews = before !== undefined || (await api.isCommit(push.before));
		// Of what a commit held that is gone nobody can say that it was something else.
		if (!isNews) return "unknown";
		if (before?.oid !== oid) return push;
		at = push.before;
	}
	return "unknown";
}
