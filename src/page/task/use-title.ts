import { useEffect } from "preact/hooks";

/** Names the page in the browser while it is shown. */
export function useTitle(title: string | undefined): void {
	useEffect(() => {
		if (title === undefined) return undefined;
		const before = document.title;
		document.title = `${title} · Baton`;
		return () => {
			document.title = before;
		};
	}, [title]);
}
