import { useTitle } from "../ui/use-title.ts";

/** Says why there is nothing to see. */
export function Refusal(said: {
	title: string;
	message: string;
	hint?: string | undefined;
}) {
	useTitle(said.title);
	return (
		<main class="alone" id="content">
			<h1>{said.title}</h1>
			<p>{said.message}</p>
			{said.hint === undefined ? null : <p class="quiet">{said.hint}</p>}
		</main>
	);
}
