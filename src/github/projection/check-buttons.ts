/** A button under a check. GitHub takes three, with 20, 40 and 20 characters. */
export interface CheckButton {
	readonly label: string;
	readonly description: string;
	readonly identifier: ButtonName;
}

/** Every button there is, by what pressing it asks for. */
export const BUTTONS = {
	approve: {
		label: "Approve",
		description: "Accept the work that waits for review",
		identifier: "approve",
	},
	retry: {
		label: "Retry",
		description: "Look at the checks again, or requeue",
		identifier: "retry",
	},
	override: {
		label: "Override",
		description: "Pass without green checks (maintainers)",
		identifier: "override",
	},
} as const;
export type ButtonName = keyof typeof BUTTONS;
