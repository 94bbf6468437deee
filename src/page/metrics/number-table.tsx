import { Spoken } from "../ui/spoken.tsx";

interface Given {
	readonly title: string;
	readonly about?: string;
	/** The first one is over the names of the rows. */
	readonly columns: readonly string[];
	readonly rows: readonly (readonly string[])[];
	/** Said where there are no rows. */
	readonly empty: string;
}

/** A table of numbers, its rows named in the first column. */
export function NumberTable({ title, about, columns, rows, empty }: Given) {
	return (
		<section class="panel numbers" aria-label={title}>
			<h2>{title}</h2>
			{about === undefined ? null : <p class="quiet">{about}</p>}
			{rows.length === 0 ? (
				<p class="quiet empty">
					<Spoken text={empty} />
				</p>
			) : (
				<section
					class="scroll"
					aria-label={`${title}, table`}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
					tabIndex={0}
				>
					<table>
						<thead>
							<tr>
								{columns.map((name, index) => (
									<th
										key={name}
										scope="col"
										class={index === 0 ? undefined : "number"}
									>
										{name === "" ? <span class="hidden">Which</span> : name}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{rows.map(([name, ...cells]) => (
								<tr key={name}>
									<th scope="row">{name}</th>
									{cells.map((cell, index) => (
										<td key={columns[index + 1]} class="number">
											{cell}
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</section>
			)}
		</section>
	);
}
