import { type ActionName, actionOf } from "./action.ts";

/** Which of several verbs takes a card to where it is to go; nothing where there is but one. */
export function WayChoice({
	ways,
	chosen,
	choose,
}: {
	ways: readonly ActionName[];
	chosen: ActionName;
	choose: (name: ActionName) => void;
}) {
	if (ways.length < 2) return null;
	return (
		<fieldset>
			<legend>How</legend>
			{ways.map((name) => (
				<label key={name} class="flag">
					<input
						type="radio"
						name="way"
						checked={name === chosen}
						onChange={() => choose(name)}
					/>
					<span>{actionOf(name).title.replace("…", "")}</span>
				</label>
			))}
		</fieldset>
	);
}
