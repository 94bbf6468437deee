import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { pathOf } from "../state/place.ts";
import { session } from "../state/session.ts";

/** Leads to the only board there is, or asks which. */
export function StartPage() {
	const { route } = useLocation();
	const [said, setSaid] = useState("");
	const who = session.value;
	const home =
		typeof who === "object" && who.form === "embedded" ? who.home : undefined;
	useEffect(() => {
		if (home !== undefined) route(pathOf(home), true);
	}, [home, route]);
	if (who === undefined || home !== undefined) return <main id="content" />;
	const [owner, repo, board = "board"] = said.trim().split("/");
	return (
		<main class="alone" id="content">
			<h1>Which board?</h1>
			<form
				class="row"
				onSubmit={(event) => {
					event.preventDefault();
					if (owner && repo) route(pathOf({ owner, repo, board }));
				}}
			>
				<input
					aria-label="Repository"
					placeholder="owner/repository"
					value={said}
					onInput={(event) => setSaid(event.currentTarget.value)}
				/>
				<button type="submit" class="primary" disabled={!owner || !repo}>
					Open
				</button>
			</form>
		</main>
	);
}
