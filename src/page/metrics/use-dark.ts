import { useEffect, useState } from "preact/hooks";

/** Whether the system asks for dark colours, kept as it changes. */
export function useDark(): boolean {
	const [isDark, setDark] = useState(() => query().matches);
	useEffect(() => {
		const asked = query();
		const look = () => setDark(asked.matches);
		asked.addEventListener("change", look);
		return () => asked.removeEventListener("change", look);
	}, []);
	return isDark;
}

function query(): MediaQueryList {
	return matchMedia("(prefers-color-scheme: dark)");
}
