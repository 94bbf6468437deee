import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { board, openBoard } from "../state/board.ts";
import { session, speaker } from "../state/session.ts";
import { Refusal } from "./refusal.tsx";
import { SignIn } from "./sign-in.tsx";
import { usePlace } from "./use-place.ts";

/** Keeps the board of the address open for the pages below it; shows why instead where it cannot be opened. */
export function BoardScope({ children }: { children: ComponentChildren }) {
	const place = usePlace();
	const who = session.value;
	const isKnown = who !== undefined && typeof who !== "string";
	const mayAsk = isKnown && speaker.value !== undefined;
	const { owner, repo, board: name } = place ?? {};
	useEffect(() => {
		if (!mayAsk || owner === undefined || !repo || !name) return undefined;
		return openBoard({ owner, repo, board: name });
	}, [owner, repo, name, mayAsk, speaker.value]);
	if (typeof who === "string") return <Refusal title="Not now" message={who} />;
	if (isKnown && !mayAsk) return <SignIn />;
	const now = board.value;
	if (place !== undefined && now !== undefined && "code" in now)
		return now.code === "UNAUTHENTICATED" ? (
			<SignIn />
		) : (
			<Refusal
				title={now.code === "NOT_FOUND" ? "No such board" : "Not now"}
				message={now.message}
				hint={now.hint}
			/>
		);
	return <>{children}</>;
}
