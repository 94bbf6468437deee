import type { Artifact } from "../../core/task.ts";
import { webAddress } from "../ui/web-address.ts";
import { When } from "../ui/when.tsx";

/** What the work produced or refers to: links where they lead to the web, text otherwise. */
export function ArtifactList({
	artifacts,
}: {
	artifacts: readonly Artifact[];
}) {
	return (
		<section aria-labelledby="artifacts">
			<h3 id="artifacts">Artifacts</h3>
			{artifacts.length === 0 ? (
				<p class="quiet">Nothing is linked.</p>
			) : (
				<ul class="plain task-notes">
					{artifacts.map((artifact) => (
						<ArtifactItem key={artifact.id} artifact={artifact} />
					))}
				</ul>
			)}
		</section>
	);
}

function ArtifactItem({ artifact }: { artifact: Artifact }) {
	const { id, kind, ref, url, hash, title, by, at, retracted } = artifact;
	const address = webAddress(url) ?? webAddress(ref);
	const name = title ?? ref ?? url ?? id;
	return (
		<li>
			<p class="row">
				<span class="badge">{kind}</span>
				{address === undefined ? (
					<span>{name}</span>
				) : (
					<a href={address} rel="noopener nofollow" target="_blank">
						{name}
					</a>
				)}
				{title === undefined || ref === undefined ? null : <code>{ref}</code>}
				{hash === undefined ? null : (
					<code title={hash}>{hash.slice(0, 10)}</code>
				)}
				{retracted === true ? <span class="badge warn">taken back</span> : null}
				<span class="quiet">
					{id}, by {by}, <When at={at} />
				</span>
			</p>
		</li>
	);
}
