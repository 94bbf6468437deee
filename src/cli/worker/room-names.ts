import { hostname } from "node:os";

/** How the name of a room begins: another machine, or container, that shares the directory has processes of its own. */
export function roomPrefix(pid: number): string {
	return `${roomsHere()}${pid}-`;
}

function roomsHere(): string {
	return `baton-work-${hostname().replace(/[^A-Za-z0-9]/g, "_")}-`;
}

/** True for the name of a room whose worker ran on this machine and is gone. */
export function isRoomLeft(name: string): boolean {
	if (!name.startsWith(roomsHere())) return false;
	const [, pid] = /^(\d{1,10})-/.exec(name.slice(roomsHere().length)) ?? [];
	return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as { readonly code?: string }).code !== "ESRCH";
	}
}
