/** Whether this keyboard has a ⌘ where others have Ctrl. */
export function isMac(): boolean {
	return /mac|iphone|ipad/i.test(navigator.platform);
}
