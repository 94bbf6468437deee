import type { Place } from "../state/place.ts";

/**
 * The command that brings a board's branch, whole. `git` is where repositories are cloned from; without it the repository is the
 * one that the page was opened in.
 */
export function cloneCommand(place: Place, git: string | undefined): string {
	const { owner, repo, board } = place;
	if (git === undefined) return `git log baton/${board}`;
	const url = `${git.replace(/\/+$/, "")}/${owner}/${repo}.git`;
	return `git clone --branch baton/${board} ${url}`;
}
