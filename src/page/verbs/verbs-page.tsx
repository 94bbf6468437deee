import { useEffect } from "preact/hooks";
import { Unanswered } from "../ui/unanswered.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { useQuery } from "../ui/use-query.ts";
import { VerbEntry } from "./verb-entry.tsx";
import { type VerbGroup, type VerbTold, verbGroups } from "./verb-groups.ts";

/** Everything that can be said to a board, and by whom. */
export function VerbsPage() {
	const told = useAnswer<{ readonly verbs: readonly VerbTold[] }>("help", {
		fields: { full: true },
	});
	const [{ q = "" }, change] = useQuery();
	if (told?.ok !== true)
		return (
			<main id="content" class="page verbs">
				<h1>Verbs</h1>
				<Unanswered why={told} />
			</main>
		);
	const { verbs } = told.data;
	const groups = verbGroups(verbs, q);
	const shown = groups.reduce((sum, group) => sum + group.verbs.length, 0);
	return (
		<main id="content" class="page verbs">
			<div class="row">
				<h1>Verbs</h1>
				<p class="quiet" role="status">
					{shown} of {verbs.length}
				</p>
				<span class="room" />
				<input
					type="search"
					aria-label="Filter verbs"
					placeholder="Name, words, input or error"
					value={q}
					onInput={({ currentTarget }) => change({ q: currentTarget.value })}
				/>
			</div>
			{groups.length === 0 ? (
				<p class="panel">No verb is like that.</p>
			) : (
				<div class="book">
					<Contents groups={groups} />
					<Entries groups={groups} />
				</div>
			)}
		</main>
	);
}

function Contents({ groups }: { groups: readonly VerbGroup[] }) {
	return (
		<nav class="contents" aria-label="Verbs">
			{groups.map(({ title, verbs }) => (
				<div key={title}>
					<p class="quiet">{title}</p>
					<ul>
						{verbs.map(({ name }) => (
							<li key={name}>
								<a href={`#${name}`}>{name}</a>
							</li>
						))}
					</ul>
				</div>
			))}
		</nav>
	);
}

function Entries({ groups }: { groups: readonly VerbGroup[] }) {
	useEffect(() => {
		// The address names a verb before the verbs are there.
		const name = decodeURIComponent(location.hash.slice(1));
		if (name !== "") document.getElementById(name)?.scrollIntoView();
	}, []);
	return (
		<div class="stack">
			{groups.map(({ title, about, verbs }) => (
				<section key={title} class="stack" aria-label={title}>
					<header class="row">
						<h2>{title}</h2>
						<span class="quiet">{about}</span>
					</header>
					{verbs.map((verb) => (
						<VerbEntry key={verb.name} verb={verb} />
					))}
				</section>
			))}
		</div>
	);
}
