import type { IssueRecord } from "../api.ts";
import type { Heard } from "./heard.ts";
import type { ViewApi } from "./view-api.ts";

/**
 * What an issue showed when it was read, with what this process has written since. It is forgotten once anybody else did something to
 * the issue: webhooks tell of that, and sweeps find it among the events of issues.
 */
export interface IssueMemory extends Heard {
	shown?: IssueRecord | undefined;
	/** True while what is shown was not read for this look. */
	isRemembered?: boolean;
	/** Whom it cannot be assigned to: most agents have no account. */
	notAssignable?: string | undefined;
	/** Labels that there is no room for. */
	leftOut?: readonly string[];
}

/**
 * Keeps what was read, without its text: views do not look at that. Nothing is kept if somebody was heard since `heard` was so many:
 * what was read may have been before.
 */
export function rememberShown(
	memory: IssueMemory,
	shown: IssueRecord,
	heard = memory.heard,
): void {
	if (memory.heard === heard) memory.shown = { ...shown, body: "" };
}

/** What is known to be shown; undefined where it has to be read. Edges are read each time: others change them from their own end. */
export function knownShown({ shown }: IssueMemory): IssueRecord | undefined {
	const { blockers = 0, parent } = shown?.relations ?? {};
	return blockers === 0 && parent === undefined ? shown : undefined;
}

/** The same writer, which takes note of what each write leaves on the issue. */
export function notingViews(api: ViewApi, memory: IssueMemory): ViewApi {
	const note = (to: (shown: IssueRecord) => Partial<IssueRecord>) => {
		const { shown } = memory;
		if (shown !== undefined) memory.shown = { ...shown, ...to(shown) };
	};
	return {
		...api,
		async addLabels(issue, names) {
			await api.addLabels(issue, names);
			note(({ labels }) => ({ labels: [...new Set([...labels, ...names])] }));
		},
		async removeLabel(issue, name) {
			await api.removeLabel(issue, name);
			note(({ labels }) => ({ labels: without(labels, [name]) }));
		},
		async open(issue) {
			await api.open(issue);
			note(() => ({ isClosed: false }));
		},
		async close(issue, reason) {
			await api.close(issue, reason);
			note(() => ({ isClosed: true, stateReason: reason }));
		},
		async isAssignable(login) {
			if (memory.notAssignable === login) return false;
			const { heard } = memory;
			const is = await api.isAssignable(login);
			memory.notAssignable = is || memory.heard !== heard ? undefined : login;
			return is;
		},
		async assign(issue, login) {
			await api.assign(issue, login);
			note(({ assignees }) => ({ assignees: [...assignees, login] }));
		},
		async unassign(issue, logins) {
			await api.unassign(issue, logins);
			note(({ assignees }) => ({ assignees: without(assignees, logins) }));
		},
	};
}

function without(
	present: readonly string[],
	gone: readonly string[],
): readonly string[] {
	return present.filter((one) => !gone.includes(one));
}
