const TASK_PAGE = /^\/boards\/[^/]+\/[^/]+\/[^/]+\/task\/([^/]+)/;

/** The key of the task that has the focus, or else that the page is about. */
export function taskInFocus(): string | undefined {
	const holder = document.activeElement?.closest<HTMLElement>("[data-task]");
	return holder?.dataset.task ?? taskOfPath(location.pathname);
}

/** The key of the task that an address is about. */
export function taskOfPath(path: string): string | undefined {
	const key = TASK_PAGE.exec(path)?.[1];
	try {
		return key === undefined ? undefined : decodeURIComponent(key);
	} catch {
		return undefined;
	}
}
