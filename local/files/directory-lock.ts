/** One stack a data directory: a second one would write beside the first's back. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../lib/files/has-code.ts";
import { StartError } from "../start-error.ts";

/** Locks that this very process holds: its own process id in a lock file says nothing after a container's restart. */
const held = new Set<string>();

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/**
 * Takes the directory for this process.
 * @returns what gives it back
 * @throws StartError where another running process has it
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, "lock");
  const owner = Number(await readFile(file, "utf8").catch(() => ""));
  const taken = held.has(file) || (owner > 0 && owner !== process.pid && isAlive(owner));
  if (taken) {
    throw new StartError(
      `${directory} is in use by process ${owner}: stop it, choose another directory with --data, or remove ${file} if that process is no samltrail`,
    );
  }
  await rm(file, { force: true });
  try {
    await writeFile(file, String(process.pid), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (hasCode(error, "EEXIST")) throw new StartError(`${directory} was just taken by another process`);
    throw error;
  }
  held.add(file);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}
