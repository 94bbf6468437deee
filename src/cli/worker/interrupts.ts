/** How a worker is asked to end. */
export interface Interrupts {
	/** The exit code that tells which signal ended everything; undefined while none did. */
	readonly exitCode: () => number | undefined;
	/** Listens no longer. */
	end(): void;
}

/** What ends us at once, and the number by which an exit code names it. */
const AT_ONCE = { SIGTERM: 15, SIGHUP: 1 } as const;
const SIGINT = 2;

/**
 * The first Ctrl-C asks for no more tasks (`stop`), the second one ends those that run (`endAll`), as SIGTERM and SIGHUP do at
 * once. A third leaves without a word, behind `leave`. Each is called once at most.
 */
export function onInterrupts({
	stop,
	endAll,
	leave,
}: {
	readonly stop: () => void;
	readonly endAll: () => void;
	/** Does what cannot wait for the end of the process. */
	readonly leave: () => void;
}): Interrupts {
	let times = 0;
	let number: number | undefined;
	const endBy = (by: number) => {
		if (number !== undefined) return;
		number = by;
		endAll();
	};
	const onInt = () => {
		times += 1;
		if (times === 1 && number === undefined) stop();
		else if (times <= 2) endBy(SIGINT);
		else {
			leave();
			process.exit(128 + SIGINT);
		}
	};
	const handlers = Object.entries(AT_ONCE).map(
		([signal, by]) => [signal, () => endBy(by)] as const,
	);
	process.on("SIGINT", onInt);
	for (const [signal, handler] of handlers) process.on(signal, handler);
	return {
		exitCode: () => (number === undefined ? undefined : 128 + number),
		end() {
			process.off("SIGINT", onInt);
			for (const [signal, handler] of handlers) process.off(signal, handler);
		},
	};
}
