/** Reads on in a long list; nothing at its end. */
export function ShowMore({
	more,
	isReading,
	of,
}: {
	more: (() => void) | undefined;
	isReading: boolean;
	/** What comes, as in "Show older notes". */
	of: string;
}) {
	if (more === undefined && !isReading) return null;
	return (
		<p>
			<button type="button" onClick={more} disabled={isReading}>
				{isReading ? "Reading…" : `Show ${of}`}
			</button>
		</p>
	);
}
