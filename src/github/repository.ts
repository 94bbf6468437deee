import type { BoardDoor, BoardPlace, Caller } from "../engine/board-door.ts";
import type { Finding } from "../verbs/doctor/finding.ts";
import { openAgentDoor } from "./agent-door.ts";
import type { CommentRecord } from "./api.ts";
import type { Followers } from "./followers.ts";
import type { PressPayload } from "./presses.ts";
import type { CardHint } from "./projects/card-hint.ts";
import type { RepositoryOptions } from "./repository-options.ts";
import { makeParts, type RepositoryParts } from "./repository-parts.ts";
import type { TextEdit } from "./text-edits.ts";

/**
 * The doors of one repository. Webhooks only wake what is behind them: what it acts on is read from GitHub, and what a webhook
 * missed the sweep finds.
 */
export class Repository {
	readonly #options: RepositoryOptions;
	readonly #parts: RepositoryParts;

	constructor(options: RepositoryOptions) {
		this.#options = options;
		this.#parts = makeParts(options, this);
	}

	/** A comment was written. */
	comment(comment: CommentRecord): void {
		this.#parts.comments.add(comment);
		void this.#parts.loop.wake();
	}

	/** Something happened to an issue. */
	issueEvent(): void {
		this.#parts.loop.readEvents();
	}

	/** Something happened that one of the followers deals with. */
	tell(act: (followers: Followers) => void): void {
		act(this.#parts.followers);
		void this.#parts.loop.wake();
	}

	/** Somebody changed what an issue says. */
	textEdited(edit: TextEdit): void {
		this.tell(({ edits }) => edits.add(edit));
	}

	/** Somebody edited the card of an issue in the board's project. */
	cardEdited(hint: CardHint): void {
		this.tell(({ cards }) => cards?.add(hint));
	}

	/** False for a project that is known not to show this board. */
	mayShowIn(project: string): boolean {
		return this.#parts.project?.place.mayBe(project) ?? false;
	}

	/** What keeps the project from showing the board. */
	get findings(): readonly Finding[] {
		return this.#parts.project?.writer.findings ?? [];
	}

	/** Why the config on the default branch is held, if it is. */
	get heldConfig(): string | undefined {
		return this.#parts.followers.configs.held;
	}

	/** Something happened to a pull request. */
	pullChanged(pull: number): void {
		this.tell(({ heads }) => heads.pullChanged(pull));
	}

	/** Something happened to the checks of a commit: plans may go on, and tasks that were merged on it may be done now. */
	checksChanged(sha: string): void {
		this.#parts.listener.heard({ kind: "checks", sha });
		this.tell(({ gates, heads, reviews }) => {
			gates.checksChanged(sha);
			heads.checksChanged(sha);
			reviews.checksChanged(sha);
		});
	}

	/** Perhaps somebody pressed a button of Baton's check. */
	checkPressed(payload: PressPayload, delivery: string): void {
		this.tell(({ presses }) => presses.add(payload, delivery));
	}

	/** A comment was changed or deleted: it may have been the one that tells how the task stands. */
	commentChanged(issue: number): void {
		this.#parts.listener.heard({ kind: "comments", issue });
	}

	/** True for the name of the branch that the board is kept on. */
	isBoard(branch: string): boolean {
		return branch === `baton/${this.#options.board}`;
	}

	/** The board's branch was pushed to, by another process or by hand. */
	boardMoved(head: string): void {
		this.#parts.listener.look({ kind: "moved", head });
	}

	/** An issue was deleted or moved away: nobody can say anything on it any more, so its task ends. */
	issueGone(issue: number): void {
		this.#parts.gone.add(issue);
		this.issueEvent();
	}

	/** The board as an account has it through a door of agents; undefined for one that may not even read. */
	agentDoor(caller: Caller, place: BoardPlace): Promise<BoardDoor | undefined> {
		return openAgentDoor(caller, { ...this.#parts.agents, place });
	}

	/** Begins to share the board with other processes. Resolves once it is known which of them leads. */
	async open(): Promise<void> {
		const { share, listener } = this.#parts;
		await share.open(listener);
	}

	/** Asks for a look at everything said since the last whole sweep, and for leases that ended: of the process that leads. */
	sweep(): Promise<void> {
		const { share, pace, loop } = this.#parts;
		const isDue = share.leads() && pace.isDue();
		return isDue ? loop.sweep() : loop.wake();
	}

	/** Resolves when nothing is under way, neither commands nor views; what waits for its time does not count. */
	async settled(): Promise<void> {
		const { loop, projector, project } = this.#parts;
		await loop.settled();
		await projector.settled();
		await project?.writer.settled();
	}

	/** Waits for what is under way, then lets go of the board. */
	async close(): Promise<void> {
		const { pace, owed, loop, projector, project } = this.#parts;
		pace.close();
		owed.close();
		await loop.close();
		await projector.close();
		await project?.writer.close();
		await this.#parts.listener.close();
		await this.#parts.share.close();
		await this.#options.engine.close();
	}
}
