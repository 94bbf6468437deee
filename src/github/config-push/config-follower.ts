import type { BoardConfig } from "../../core/config.ts";
import { canonicalJson } from "../../store/canonical-json.ts";
import { CONFIG_PATH } from "../config-file.ts";
import type { Follower } from "../follower.ts";
import { type ConfigState, configCheck } from "./config-check.ts";
import { faultText } from "./config-fault.ts";
import type {
	BranchPush,
	ConfigBlob,
	ConfigPushApi,
} from "./config-push-api.ts";
import { type TakeConfigDoor, takeConfig } from "./take-config.ts";

/** What following the config works with. `openSoon` has a board opened that could not be opened before. */
export interface ConfigFollowerOptions extends Omit<TakeConfigDoor, "configs"> {
	/** Absent where the config is taken in by `/configure` alone. */
	readonly configs?: ConfigPushApi | undefined;
	readonly openSoon: () => void;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** Pushes that are kept, and how often GitHub is asked again while it does not know of the newest yet. */
const MOST_TOLD = 30;
const MOST_BEHIND = 3;

/** Follows `.github/baton.yml` on the default branch: what somebody may configure by a push is in force right after it. */
export class ConfigFollower implements Follower {
	readonly #options: ConfigFollowerOptions;
	readonly #told: BranchPush[] = [];
	#isNews = false;
	#isLeft = false;
	/** The file and the config in force that were looked at last, and how they stand to each other. */
	#settled: string | undefined;
	#state: ConfigState | undefined;
	/** The config in force that a state other than in force was told about. */
	#amissUnder: string | undefined;
	#behind = 0;

	constructor(options: ConfigFollowerOptions) {
		this.#options = options;
	}

	/** True as well once somebody has said `/configure` while a file was held or bad: the check tells so at once. */
	get hasNews(): boolean {
		return (
			this.#isNews ||
			(this.#amissUnder !== undefined && this.#amissUnder !== this.#inForceText)
		);
	}

	get waits(): boolean {
		return this.#isLeft;
	}

	/** Why the file on the default branch is held, if it is. */
	get held(): string | undefined {
		return this.#state?.kind === "held" ? this.#state.why : undefined;
	}

	/** Somebody pushed to the default branch. */
	pushed(push: BranchPush): void {
		this.#told.push(push);
		this.#told.splice(0, this.#told.length - MOST_TOLD);
		this.#isNews = true;
	}

	async sweep(): Promise<void> {
		this.#isNews = true;
	}

	postpone(): void {
		this.#isLeft ||= this.hasNews;
		this.#noNews();
	}

	async follow({ again }: { readonly again: boolean }): Promise<void> {
		if (this.hasNews || (again && this.#isLeft))
			// A sweep has tried to open the board just before.
			await this.#look({ mayOpen: !again });
	}

	get #inForceText(): string {
		return this.#options.engine.peek(({ board }) => textOf(board?.config));
	}

	/** Whatever comes of it: what is dealt with, or left, must not be news for ever. */
	#noNews(): void {
		this.#isNews = false;
		if (this.#amissUnder !== undefined) this.#amissUnder = this.#inForceText;
	}

	async #look(how: { readonly mayOpen: boolean }): Promise<void> {
		const { configs, onError } = this.#options;
		this.#noNews();
		this.#isLeft = false;
		if (configs === undefined) return;
		try {
			await this.#lookAt(configs, how);
		} catch (error) {
			this.#isLeft = true;
			onError(error, "the config on the default branch is looked at later");
		}
	}

	async #lookAt(
		configs: ConfigPushApi,
		{ mayOpen }: { readonly mayOpen: boolean },
	): Promise<void> {
		const { engine, openSoon } = this.#options;
		const file = await configs.configAt();
		const { inForce, isUsable } = await engine.inspect((board) => ({
			inForce: board.board?.config,
			isUsable: board.problem === undefined,
		}));
		const seen = `${file?.oid} ${textOf(inForce)}`;
		if (!isUsable || seen === this.#settled) return;
		const taken = await takeConfig(
			file,
			{ inForce, told: this.#told },
			{ ...this.#options, configs },
		);
		if (taken === "behind" && ++this.#behind <= MOST_BEHIND) {
			this.#isLeft = true;
			return;
		}
		const state: ConfigState =
			taken === "behind"
				? { kind: "held", why: "GitHub does not tell who pushed it." }
				: taken.state;
		const isNew = taken !== "behind" && taken.isNew === true;
		this.#behind = 0;
		if (state.kind === "in-force" && inForce === undefined)
			return mayOpen ? openSoon() : undefined;
		await this.#show(state, { file, isNew, configs });
		this.#settled = isNew ? `${file?.oid} ${this.#inForceText}` : seen;
	}

	/** Tells of it in the log and at the commit that the file came with: once, by whichever process. */
	async #show(
		state: ConfigState,
		{
			file,
			isNew,
			configs,
		}: {
			readonly file: ConfigBlob | undefined;
			readonly isNew: boolean;
			readonly configs: ConfigPushApi;
		},
	): Promise<void> {
		const wasAmiss = this.#amissUnder !== undefined;
		const isAmiss = state.kind !== "in-force";
		this.#state = state;
		this.#amissUnder = isAmiss ? this.#inForceText : undefined;
		if (isAmiss) this.#options.onRefusal(`${CONFIG_PATH}: ${inWords(state)}`);
		const sha = await configs.configCommit();
		if (sha === undefined) return;
		const wanted = configCheck(state, { sha, oid: file?.oid });
		const shown = await configs.configCheck(sha);
		// A config that was never amiss needs no word, unless it has just come by a push.
		const isDue = isAmiss || isNew || wasAmiss;
		const isSame =
			shown?.conclusion === wanted.conclusion &&
			shown.marker === wanted.marker &&
			(!isAmiss || shown.summary === wanted.summary);
		if (isSame || (shown === undefined && !isDue)) return;
		if (!(await configs.saveConfigCheck(wanted, shown?.id)))
			this.#options.onRefusal(
				`the check about ${CONFIG_PATH} is not permitted`,
			);
	}
}

function textOf(config: BoardConfig | undefined): string {
	return config === undefined ? "" : canonicalJson(config);
}

function inWords(state: Exclude<ConfigState, { kind: "in-force" }>): string {
	return state.kind === "held"
		? `held: ${state.why}`
		: state.faults.map(faultText).join("; ");
}
