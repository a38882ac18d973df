/** Which code is deployed, as seals and reports state it: the package's version and the commit, `-dirty` where it is neither. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Of the source, also from dist/, which lies at the same depth. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

function commit(): string {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"];
    return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

export function codeVersion(): string {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { version: string };
  return `${version}+${commit()}`;
}
