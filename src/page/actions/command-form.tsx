import { sayableFields } from "./command-fields.ts";
import type { useCommand } from "./use-command.ts";
import type { VerbFact, VerbField } from "./verb-facts.ts";

/** The line to type a command on, and below it the fields of its verb with what the line fills them with. */
export function CommandForm({
	command,
}: {
	command: ReturnType<typeof useCommand>;
}) {
	const { line, type, facts, fact, texts, problem, setTexts } = command;
	const set = (name: string, value: string) =>
		setTexts({ ...texts, [name]: value });
	return (
		<>
			<div class="field">
				<label for="command-line">Command</label>
				<input
					id="command-line"
					class="mono"
					list="command-verbs"
					autocomplete="off"
					spellcheck={false}
					value={line}
					aria-describedby="command-word"
					onInput={(event) => type(event.currentTarget.value)}
				/>
				<datalist id="command-verbs">
					{facts.map(({ name, summary }) => (
						<option key={name} value={`/${name}`}>
							{summary}
						</option>
					))}
				</datalist>
				<small id="command-word" class="quiet">
					{wordsAbout(fact, line, problem)}
				</small>
			</div>
			{fact === undefined ? null : (
				<>
					{fact.step === undefined ? null : (
						<Field
							field={STEP}
							value={texts.step ?? ""}
							say={(value) => set("step", value)}
						/>
					)}
					{sayableFields(fact).map((field) => (
						<Field
							key={field.name}
							field={field}
							value={texts[field.name] ?? ""}
							say={(value) => set(field.name, value)}
						/>
					))}
				</>
			)}
		</>
	);
}

const STEP: VerbField = {
	name: "step",
	type: "string",
	required: false,
	about: "Step of the plan, such as 1.1",
};

function wordsAbout(
	fact: VerbFact | undefined,
	line: string,
	problem: string | undefined,
): string {
	if (problem !== undefined) return `Not understood: ${problem}.`;
	if (fact !== undefined) return fact.summary;
	return line.trim().length > 1
		? "There is no such verb yet."
		: 'Such as /note decision "…" or /due 2026-12-01';
}

function Field({
	field,
	value,
	say,
}: {
	field: VerbField;
	value: string;
	say: (value: string) => void;
}) {
	const { name, values, required, about, type } = field;
	const id = `command-${name}`;
	const choices =
		type === "boolean"
			? ["true", "false"]
			: type === "string"
				? values
				: undefined;
	return (
		<div class="field aside">
			<label for={id}>
				<code>{name}</code>
				{required ? <small class="quiet"> needed</small> : null}
			</label>
			{choices === undefined ? (
				<input
					id={id}
					value={value}
					autocomplete="off"
					aria-describedby={`${id}-about`}
					onInput={(event) => say(event.currentTarget.value)}
				/>
			) : (
				<select
					id={id}
					value={value}
					aria-describedby={`${id}-about`}
					onChange={(event) => say(event.currentTarget.value)}
				>
					<option value="">not said</option>
					{choices.map((one) => (
						<option key={one}>{one}</option>
					))}
				</select>
			)}
			<small id={`${id}-about`} class="quiet">
				{about ?? (type === "string" ? "" : type)}
			</small>
		</div>
	);
}
