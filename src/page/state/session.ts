import { computed, signal } from "@preact/signals";
import type { Place } from "./place.ts";

/** Somebody that the page may speak as in the embedded form. */
export interface DemoUser {
	readonly name: string;
	readonly role: string;
}

/** Who uses the page: anybody of this machine's GitHub, or whoever signed in with GitHub. */
export type Session = {
	/** Where the repositories are cloned from; absent where they are nowhere but on this machine. */
	readonly git?: string;
} & (
	| {
			readonly form: "embedded";
			readonly users: readonly DemoUser[];
			readonly home: Place;
	  }
	| {
			readonly form: "hosted";
			readonly user: { readonly id: number; readonly login: string } | null;
			readonly csrf: string | null;
	  }
);

const CHOICE = "baton.user";

/** Undefined until the server has told; a text where it could not. */
export const session = signal<Session | string | undefined>(undefined);
const choice = signal(localStorage.getItem(CHOICE));

/** The login that the page speaks as, if it speaks as anybody. */
export const speaker = computed<string | undefined>(() => {
	const now = session.value;
	if (now === undefined || typeof now === "string") return undefined;
	if (now.form === "hosted") return now.user?.login;
	const chosen = now.users.find(({ name }) => name === choice.value);
	return (chosen ?? now.users[0])?.name;
});

/** Asks the server who uses the page. */
export async function loadSession(): Promise<void> {
	try {
		const response = await fetch("/session", { cache: "no-store" });
		session.value = response.ok
			? ((await response.json()) as Session)
			: `the server answered ${response.status}`;
	} catch {
		session.value = "the server cannot be reached";
	}
}

/** Speaks as somebody else from now on, in the embedded form. */
export function speakAs(name: string): void {
	localStorage.setItem(CHOICE, name);
	choice.value = name;
}

/** The headers that say who speaks; `acts` for whatever is no mere look. */
export function speakerHeaders(acts: boolean): Record<string, string> {
	const now = session.value;
	if (now === undefined || typeof now === "string") return {};
	if (now.form === "embedded")
		return speaker.value === undefined
			? {}
			: { "x-baton-agent": speaker.value };
	return acts && now.csrf !== null ? { "x-baton-csrf": now.csrf } : {};
}

/** Ends the session of the hosted form. */
export async function signOut(): Promise<void> {
	await fetch("/sign-out", { method: "POST", headers: speakerHeaders(true) });
	await loadSession();
}
