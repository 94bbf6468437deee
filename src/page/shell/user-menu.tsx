import { session, signOut, speakAs, speaker } from "../state/session.ts";

/** Who the page speaks as: a switch among the demo's people, or who signed in. */
export function UserMenu() {
	const who = session.value;
	if (who === undefined || typeof who === "string") return null;
	if (who.form === "hosted")
		return who.user === null ? null : (
			<span class="row">
				<span>{who.user.login}</span>
				<button type="button" class="plain" onClick={() => void signOut()}>
					Sign out
				</button>
			</span>
		);
	return (
		<label class="user">
			<span class="hidden">Speak as</span>
			<select
				value={speaker.value ?? ""}
				onChange={(event) => speakAs(event.currentTarget.value)}
			>
				{who.users.map(({ name, role }) => (
					<option key={name} value={name}>
						{name} ({role})
					</option>
				))}
			</select>
		</label>
	);
}
