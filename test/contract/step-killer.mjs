import { createRequire, syncBuiltinESMExports } from "node:module";

/**
 * Loaded before anything else in a process that is to die: `process.argv[2]` counts the steps on the disk it may still take.
 * The one after that is not taken, or, a write, only half; then the process is gone as if somebody had pulled the plug.
 */
const promises = createRequire(import.meta.url)("node:fs/promises");
let left = Number(process.argv[2]);

const die = () => process.kill(process.pid, "SIGKILL");
const isTaken = () => left-- > 0;

for (const name of [
	"mkdir",
	"rename",
	"rm",
	"rmdir",
	"unlink",
	"utimes",
	"link",
]) {
	const step = promises[name];
	promises[name] = (...args) => (isTaken() ? step(...args) : die());
}

const { open, writeFile } = promises;
const halved = (data) => data.slice(0, Math.floor(data.length / 2));
promises.writeFile = async (path, data, options) => {
	if (isTaken()) return writeFile(path, data, options);
	await writeFile(path, halved(data), options);
	return die();
};
promises.open = async (path, flags, mode) => {
	if (flags !== "r" && flags !== undefined && !isTaken()) return die();
	const handle = await open(path, flags, mode);
	const write = handle.writeFile.bind(handle);
	handle.writeFile = async (data, options) => {
		if (isTaken()) return write(data, options);
		await write(halved(data), options);
		return die();
	};
	const sync = handle.sync.bind(handle);
	handle.sync = () => (isTaken() ? sync() : die());
	return handle;
};
syncBuiltinESMExports();
