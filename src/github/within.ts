/** Acts after a while unless the returned function is called first. */
export type Later = (ms: number, act: () => void) => () => void;

/** How long something is waited for, and what is said when it is late. */
export interface Patience {
	readonly ms: number;
	readonly later: Later;
	readonly otherwise: string;
}

/** What was promised, or a failure with the code `LATE` when it is not there in time. What is under way goes on all the same. */
export function within<T>(
	promised: Promise<T>,
	{ ms, later, otherwise }: Patience,
): Promise<T> {
	return new Promise((resolve, reject) => {
		const cancel = later(ms, () =>
			reject(Object.assign(new Error(otherwise), { code: "LATE" })),
		);
		void promised.then(resolve, reject).finally(cancel);
	});
}
