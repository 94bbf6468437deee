import { createHash } from "node:crypto";
import type { Actor } from "../core/actor.ts";
import type { Committer } from "../engine/board-committer.ts";
import { githubIdentity, type Identity } from "../engine/identity.ts";
import { parseCommit } from "../store/git/commit.ts";
import type { ObjectSource } from "../store/git/object.ts";
import { actorOf, trailersOf } from "../store/journal.ts";
import type { CommitRecord, Store } from "../store/store.ts";
import type { GitUser } from "./git-user.ts";

/** In whose name a board is kept that is opened here: it names the board, so every clone and every user has the same. */
export const LOCAL_COMMITTER: Committer = {
	name: "baton",
	email: "baton@localhost",
};

const MAX_LOGIN = 60;

/**
 * The account that stands for git's user. Accounts of GitHub have positive ids; this one is made from name and email, so that
 * a commit shows whether its author is the one it speaks of.
 */
export function localActor(user: GitUser): Actor {
	return { id: localId(user), login: loginOf(user.name) };
}

function localId({ name, email }: GitUser): number {
	const hex = createHash("sha256").update(`${name}\n${email}`).digest("hex");
	return -1 - Number.parseInt(hex.slice(0, 12), 16);
}

/** An account that a config names and nobody here has. */
export function strangerCalled(login: string): Actor {
	return localActor({ name: login, email: "" });
}

/** What is not ASCII takes a class of characters that is dear to build. */
function loginOf(name: string): string {
	const plain = (
		/^[\x20-\x7e]*$/.test(name)
			? name.replace(/[^A-Za-z0-9._-]+/g, "-")
			: name.normalize("NFKC").replace(/[^\p{L}\p{N}._-]+/gu, "-")
	).replace(/^[-.]+|[-.]+$/g, "");
	return Array.from(plain).slice(0, MAX_LOGIN).join("") || "user";
}

/** An identity whose authors are git's own users, and the store that it learns them from. */
export interface LocalIdentity {
	readonly identity: Identity;
	/** The same store; whoever reads its log gets to know who speaks there. */
	readonly store: Store;
	/** The same for whoever reads commits as objects. */
	heard(objects: ObjectSource): ObjectSource;
	/** Makes a user known, and answers the account that stands for them. */
	meet(user: GitUser): Actor;
}

/**
 * Commits are made in the name of the board; their authors are git's users. Those of earlier commits are known from the log,
 * where what a command says of its speaker fits the author of its commit.
 */
export function localIdentity(
	store: Store,
	committer: Committer,
): LocalIdentity {
	const known = new Map<number, GitUser>();
	const github = githubIdentity({ id: 0, login: "" });
	const hear = ({ author: { name, email }, message }: CommitRecord) => {
		const said = actorOf(trailersOf(message));
		if (said !== undefined && said.id === localId({ name, email }))
			known.set(said.id, { name, email });
	};
	return {
		meet(user) {
			const actor = localActor(user);
			known.set(actor.id, user);
			return actor;
		},
		identity: {
			author(actor, at) {
				const { name, email } = known.get(actor.id) ?? github.author(actor, at);
				// Baton speaks in the board's own name.
				return actor.id === 0 ? { ...committer, at } : { name, email, at };
			},
			committer: (at) => ({ ...committer, at }),
		},
		heard: (objects) => ({
			async read(oid) {
				const object = await objects.read(oid);
				if (object?.type === "commit") hear(parseCommit(object));
				return object;
			},
		}),
		store: {
			...store,
			async *log(from) {
				for await (const record of store.log(from)) {
					hear(record);
					yield record;
				}
			},
		},
	};
}
