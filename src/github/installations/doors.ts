import { type InstalledRepository, isSamePlace } from "../installation.ts";
import type { Later } from "../within.ts";
import { LeavingDoors } from "./leaving-doors.ts";
import type { ListedRepository, Survey } from "./survey.ts";
import { Unreached } from "./unreached.ts";

/** A repository's door, as far as it is opened and closed. */
export interface Door {
	sweep(): Promise<void>;
	close(): Promise<void>;
}

/** What doors are opened with. `say` is told in words what became of a repository, once for each change. */
export interface DoorsOptions<D extends Door> {
	readonly survey: () => Promise<Survey>;
	readonly open: (at: InstalledRepository) => Promise<D>;
	readonly later: Later;
	readonly onError: (error: unknown, what: string) => void;
	readonly say: (what: string) => void;
}

interface Opened<D> {
	readonly at: InstalledRepository;
	readonly door: Promise<D>;
}

/**
 * One door for each repository that can be worked with, known by the repository's id: names and owners change. What webhooks tell
 * of that is a hint to look; a look compares what is open with where the App is installed, so that nothing hangs on a delivery.
 */
export class Doors<D extends Door> {
	readonly #options: DoorsOptions<D>;
	readonly #opened = new Map<number, Opened<D>>();
	/** Repositories that are let be, and why. */
	readonly #letBe = new Map<number, string>();
	readonly #private = new Map<number, boolean>();
	readonly #toldOf = new Set<string>();
	readonly #leaving: LeavingDoors;
	readonly #unreached = new Unreached();
	#looking: Promise<void> | undefined;
	#isWanted = false;
	#isWhole = false;
	#isClosed = false;

	constructor(options: DoorsOptions<D>) {
		this.#options = options;
		this.#leaving = new LeavingDoors(options.later);
	}

	/** The door of a repository that a webhook came from; undefined where there is none to open. Throws when it does not open. */
	async at(told: InstalledRepository): Promise<D | undefined> {
		const known = this.#opened.get(told.id);
		const isLetBe = this.#letBe.has(told.id);
		if (known === undefined && !isLetBe && !this.#isClosed)
			return this.#open(told);
		// What happens there is no reason to look: webhooks of its life cycle are, and the sweep.
		if (known === undefined) await this.#looking;
		// Either of the two may be out of date: the webhook, or what is open.
		else if (!isSamePlace(known.at, told)) await this.look();
		return this.#opened.get(told.id)?.door;
	}

	/**
	 * The open door of a repository by its name, in whatever letters; undefined where there is none to open. Throws
	 * `STORE_UNAVAILABLE` while that is not known: no look has ended well yet, or what is there did not open.
	 */
	async named(
		owner: string,
		repo: string,
	): Promise<{ readonly id: number; readonly door: D } | undefined> {
		const name = `${owner}/${repo}`.toLowerCase();
		const isMeant = (at: InstalledRepository) =>
			nameOf(at).toLowerCase() === name;
		for (const { at, door } of this.#opened.values())
			if (isMeant(at)) return { id: at.id, door: await door };
		this.#unreached.check(isMeant);
		return undefined;
	}

	/** What is open under an installation; nothing is opened or looked at for it. */
	async under(
		installationId: number,
	): Promise<readonly { readonly id: number; readonly door: D }[]> {
		const some = [...this.#opened.values()].filter(
			({ at }) => at.installationId === installationId,
		);
		const settled = await Promise.allSettled(
			some.map(async ({ at, door }) => ({ id: at.id, door: await door })),
		);
		return settled.flatMap((one) =>
			one.status === "fulfilled" ? [one.value] : [],
		);
	}

	/** True when the last look found everything, and all of it is open since. */
	get isWhole(): boolean {
		return this.#isWhole;
	}

	/** Opens and lets go until what is open is where the App is installed. Never throws. */
	look(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#isWanted = true;
		this.#looking ??= Promise.resolve().then(async () => {
			while (this.#isWanted && !this.#isClosed) {
				this.#isWanted = false;
				await this.#lookOnce();
			}
			this.#looking = undefined;
		});
		return this.#looking;
	}

	/** An installation may do other things than before: its doors are opened anew, so that nothing refused is remembered. */
	async renew(installationId: number): Promise<void> {
		for (const [id, { at }] of [...this.#opened])
			if (at.installationId === installationId) this.#letGo(id);
		await this.look();
	}

	/** Lets every open door look for what it missed. */
	async sweep(): Promise<void> {
		const opened = await this.#all();
		await Promise.all(opened.map((door) => door.sweep()));
	}

	/** Closes all of them for good. A look that is under way opens none any more; it is not waited for, GitHub may be slow. */
	async close(): Promise<void> {
		this.#isClosed = true;
		const opened = await this.#all();
		this.#opened.clear();
		await Promise.all([
			...opened.map((door) => door.close()),
			this.#leaving.allLeft(),
		]);
	}

	async #all(): Promise<readonly D[]> {
		const opened = [...this.#opened.values()].map(({ door }) => door);
		const settled = await Promise.allSettled(opened);
		return settled.flatMap((one) =>
			one.status === "fulfilled" ? [one.value] : [],
		);
	}

	async #lookOnce(): Promise<void> {
		const { survey: look, onError } = this.#options;
		this.#isWhole = false;
		try {
			const survey = await look();
			const listed = new Map(survey.repositories.map((one) => [one.id, one]));
			this.#unreached.listed(survey);
			for (const one of listed.values()) this.#noteState(one);
			for (const [id, { at }] of [...this.#opened])
				this.#compare(at, listed.get(id), survey);
			const left = this.#leaving.mostlyLeft();
			const open = [...listed.values()].filter(
				({ letBe }) => letBe === undefined,
			);
			// Those that wait for a door before them do so beside all the others.
			const late = open.filter(({ id }) => this.#leaving.has(id));
			const followed = late.map((one) => this.#follow(one));
			let isWhole = survey.unknown.size === 0;
			for (const one of open)
				if (!late.includes(one)) isWhole = (await this.#follow(one)) && isWhole;
			this.#isWhole = (await Promise.all(followed)).every(Boolean) && isWhole;
			this.#unreached.looked(survey);
			await left;
		} catch (error) {
			onError(error, "listing installations");
		}
	}

	/** Lets an open door go that nothing can be done with any more, or not under the name it was opened by. */
	#compare(
		at: InstalledRepository,
		now: ListedRepository | undefined,
		{ suspended, unknown }: Survey,
	): void {
		if (now === undefined) {
			if (unknown.has(at.installationId)) return;
			this.#note(
				at,
				suspended.has(at.installationId)
					? "is let be: its installation is suspended"
					: "is let be: it was deleted or transferred, or the App was taken out of it",
			);
		} else if (now.letBe === undefined) {
			if (isSamePlace(at, now)) return;
			this.#options.say(`${nameOf(at)} goes on as ${nameOf(now)}`);
		}
		this.#letGo(at.id);
	}

	/** Whether it is let be is known before anything is opened or closed, for webhooks come in between. */
	#noteState(now: ListedRepository): void {
		if (now.letBe === undefined) {
			if (this.#letBe.delete(now.id))
				this.#options.say(`${nameOf(now)} goes on`);
			return;
		}
		if (this.#letBe.get(now.id) !== now.letBe)
			this.#options.say(`${nameOf(now)} ${now.letBe}: it is let be`);
		this.#letBe.set(now.id, now.letBe);
	}

	/** True when it is open now. */
	async #follow(now: ListedRepository): Promise<boolean> {
		if (this.#isClosed) return false;
		if (this.#private.get(now.id) === true && !now.isPrivate)
			this.#options.say(
				`${nameOf(now)} was made public, and its board with it: everybody can read the branch`,
			);
		this.#private.set(now.id, now.isPrivate);
		for (const oddity of now.oddities) this.#sayOnce(now, oddity);
		// A repository that does not open was told of; the next look tries again.
		return this.#open(now).then(
			() => true,
			() => false,
		);
	}

	#open(at: InstalledRepository): Promise<D> {
		const known = this.#opened.get(at.id);
		if (known !== undefined) return known.door;
		const { open, onError } = this.#options;
		const { id, owner, repo, installationId } = at;
		const door = this.#leaving
			.left(id)
			.then(() => open({ id, owner, repo, installationId }));
		this.#opened.set(id, { at, door });
		door
			.then((opened) => {
				this.#unreached.opened(at);
				return opened.sweep();
			})
			.catch((error) => {
				if (this.#opened.get(id)?.door === door) this.#opened.delete(id);
				this.#unreached.failed(at, error);
				this.#isWhole = false;
				onError(error, `opening ${nameOf(at)}`);
			});
		return door;
	}

	/** Its state stays on disk, for whenever it is opened again. Closing is not waited for here. */
	#letGo(id: number): void {
		const left = this.#opened.get(id);
		this.#opened.delete(id);
		this.#isWhole = false;
		if (left === undefined) return;
		const closed = left.door
			.then((door) => door.close())
			.catch((error) =>
				this.#options.onError(error, `leaving ${nameOf(left.at)}`),
			);
		this.#leaving.add(id, closed);
	}

	#note(at: InstalledRepository, what: string): void {
		this.#options.say(`${nameOf(at)} ${what}`);
		this.#letBe.set(at.id, what);
	}

	#sayOnce(at: InstalledRepository, what: string): void {
		const line = `${nameOf(at)}: ${what}`;
		if (!this.#toldOf.has(line)) this.#options.say(line);
		this.#toldOf.add(line);
	}
}

function nameOf({ owner, repo }: InstalledRepository): string {
	return `${owner}/${repo}`;
}
