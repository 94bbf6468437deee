import { useEffect } from "preact/hooks";

/** Names the page in the browser; the page that comes next names itself. */
export function useTitle(title: string | undefined): void {
	useEffect(() => {
		if (title !== undefined) document.title = `${title} · Baton`;
	}, [title]);
}
