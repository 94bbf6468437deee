/**
 * Whose address it is, as far as one can tell: an IPv4 address, or the first 64 bits of an IPv6 address, of which everybody has as
 * many as he likes below that.
 */
export function networkOf(address: string): string {
	const [, v4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
	if (v4 !== undefined) return v4;
	const [head = "", tail] = address.split("::");
	const groups = head === "" ? [] : head.split(":");
	const behind = tail === undefined || tail === "" ? [] : tail.split(":");
	const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
	const all = [...groups, ...Array(Math.max(0, zeros)).fill("0"), ...behind];
	return all.slice(0, 4).join(":").toLowerCase();
}
